import { zhCN } from '../../locales/zh-cn.ts';
import { useTexts } from '../shell/use-texts.ts';

type Worded = keyof (typeof zhCN)['knowledge']['refusals'];

function isWorded(code: string): code is Exclude<Worded, 'OTHER'> {
  return code !== 'OTHER' && Object.hasOwn(zhCN.knowledge.refusals, code);
}

/** Why a file was not taken and what to do about it, in words. */
export function useRefusalTexts(): (code: string) => string {
  const { t } = useTexts();
  return (code) => (isWorded(code) ? t(`knowledge.refusals.${code}`) : t('knowledge.refusals.OTHER', { code }));
}
