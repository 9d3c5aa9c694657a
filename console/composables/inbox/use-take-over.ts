import { useRouter } from 'vue-router';
import { TakeOverDocument, type SessionRowFragment } from '../../generated/graphql.ts';
import { useCommand } from '../api/use-command.ts';
import { useFailureTexts } from '../shell/use-failure-texts.ts';
import { useToastStore } from '../shell/toast-store.ts';

/** Takes a session over from the list and opens it; a refusal is told in a toast. */
export function useTakeOver(): (session: SessionRowFragment) => Promise<void> {
  const command = useCommand(TakeOverDocument);
  const toasts = useToastStore();
  const words = useFailureTexts();
  const router = useRouter();
  return async (session) => {
    await router.push({ name: 'inbox', params: { sessionId: session.id } });
    const result = await command.run({ roomId: session.room.id });
    if (!('failure' in result)) return;
    const { title, next } = words(result.failure);
    toasts.show({ tone: 'danger', title, text: next });
  };
}
