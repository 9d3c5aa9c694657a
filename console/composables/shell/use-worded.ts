import { zhCN, type TextKey } from '../../locales/zh-cn.ts';
import { useTexts } from './use-texts.ts';

const { why } = zhCN.thread;
/** Names the hub writes into its records, for which the console has words. */
const WORDED = {
  step: why.step,
  feature: why.feature,
  rule: why.rule,
  verdict: why.verdict,
  kind: why.kind,
  detail: why.detail,
} as const;

/** The words for a name in a record of the hub; a name of a newer hub is shown as it is. */
export function useWorded(): (group: keyof typeof WORDED, name: string) => string {
  const { t } = useTexts();
  return (group, name) => (Object.hasOwn(WORDED[group], name) ? t(`thread.why.${group}.${name}` as TextKey) : name);
}
