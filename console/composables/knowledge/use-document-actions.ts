import {
  CancelImportDocument,
  MoveDocumentDocument,
  RemoveDocumentDocument,
  RestoreDocumentDocument,
  RetryImportDocument,
} from '../../generated/graphql.ts';
import type { HubFailure } from '../api/hub-failure.ts';
import { useCommand, type CommandResult } from '../api/use-command.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useFailureTexts } from '../shell/use-failure-texts.ts';
import { useTexts } from '../shell/use-texts.ts';

export interface DocumentActions {
  cancelImport(versionId: string): Promise<void>;
  retryImport(versionId: string): Promise<void>;
  /** Removes documents and offers to bring them back. */
  remove(documentIds: readonly string[]): Promise<void>;
  restore(documentIds: readonly string[]): Promise<void>;
  move(documentIds: readonly string[], folder: string): Promise<void>;
}

/** What can be done to documents and imports; a refusal is told in a notice. Lists follow by themselves, they are live. */
export function useDocumentActions(): DocumentActions {
  const toasts = useToastStore();
  const words = useFailureTexts();
  const { t } = useTexts();
  const cancelling = useCommand(CancelImportDocument);
  const retrying = useCommand(RetryImportDocument);
  const removing = useCommand(RemoveDocumentDocument);
  const restoring = useCommand(RestoreDocumentDocument);
  const moving = useCommand(MoveDocumentDocument);

  function tell(failure: HubFailure): void {
    toasts.show({ tone: 'danger', title: words(failure).title, text: words(failure).next });
  }

  /** One after the other; answers those that were done, the first refusal is told and ends it. */
  async function each(
    ids: readonly string[],
    run: (documentId: string) => Promise<CommandResult<unknown>>,
  ): Promise<readonly string[]> {
    const done: string[] = [];
    for (const id of ids) {
      const result = await run(id);
      if ('failure' in result) {
        tell(result.failure);
        break;
      }
      done.push(id);
    }
    return done;
  }

  const restore = async (documentIds: readonly string[]): Promise<void> => {
    await each(documentIds, (documentId) => restoring.run({ documentId }));
  };

  return {
    async cancelImport(versionId) {
      const result = await cancelling.run({ versionId });
      if ('failure' in result) tell(result.failure);
    },
    async retryImport(versionId) {
      const result = await retrying.run({ versionId });
      if ('failure' in result) tell(result.failure);
    },
    async remove(documentIds) {
      const done = await each(documentIds, (documentId) => removing.run({ documentId }));
      if (done.length === 0) return;
      const action = { label: t('shell.action.undo'), run: () => void restore(done) };
      toasts.show({ tone: 'success', title: t('knowledge.removed', { n: done.length }), action });
    },
    restore,
    async move(documentIds, folder) {
      await each(documentIds, (documentId) => moving.run({ documentId, folder, newName: null }));
    },
  };
}
