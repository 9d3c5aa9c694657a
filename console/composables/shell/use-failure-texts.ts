import type { HubFailure } from '../api/hub-failure.ts';
import { zhCN } from '../../locales/zh-cn.ts';
import { useTexts } from './use-texts.ts';

type Worded = Exclude<keyof (typeof zhCN)['shell']['failure'], 'someone'>;

function isWorded(code: string): code is Worded {
  return code !== 'someone' && Object.hasOwn(zhCN.shell.failure, code);
}

/** A failure in words: what happened, what to do, and the code last. */
export function useFailureTexts(): (failure: HubFailure) => { title: string; next: string; code: string } {
  const { t } = useTexts();
  return (failure) => {
    const worded = isWorded(failure.code) ? failure.code : 'INTERNAL';
    const name = failure.detail['name'];
    const values = { name: typeof name === 'string' ? name : t('shell.failure.someone') };
    const number = failure.detail['correlationId'];
    return {
      title: t(`shell.failure.${worded}.title`, values),
      next: t(`shell.failure.${worded}.next`),
      code: typeof number === 'string' ? `${failure.code} ${number}` : failure.code,
    };
  };
}
