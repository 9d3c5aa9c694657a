import type { CommandResult } from '../api/use-command.ts';
import { useToastStore } from './toast-store.ts';
import { useFailureTexts } from './use-failure-texts.ts';

/** Whether a command was done; why it was not is told in a notice. */
export function useTold(): (result: CommandResult<unknown>) => boolean {
  const toasts = useToastStore();
  const words = useFailureTexts();
  return (result) => {
    if (!('failure' in result)) return true;
    const { title, next } = words(result.failure);
    toasts.show({ tone: 'danger', title, text: next });
    return false;
  };
}
