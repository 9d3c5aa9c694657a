import {
  MoveDocumentDocument,
  RemoveDocumentDocument,
  RestoreDocumentDocument,
  SetExpiryDocument,
  SetImportsPausedDocument,
} from '../../generated/graphql.ts';
import type { ShallowRef } from 'vue';
import { useCommand, type CommandResult } from '../api/use-command.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useTexts } from '../shell/use-texts.ts';
import { useTold } from '../shell/use-told.ts';
import type { VersionAction } from './document-rules.ts';
import { useVersionActions } from './use-version-actions.ts';

export interface DocumentActions {
  /** Answers whether it was done. */
  version(action: VersionAction, versionId: string): Promise<boolean>;
  /** Removes documents and offers to bring them back. */
  remove(documentIds: readonly string[]): Promise<void>;
  restore(documentIds: readonly string[]): Promise<void>;
  /** Moves documents and offers to move them back to where each came from. */
  move(documents: readonly { readonly id: string; readonly folder: string }[], folder: string): Promise<boolean>;
  /** Gives a document another name, another folder, or both. */
  place(documentId: string, folder: string, newName: string | null): Promise<boolean>;
  expire(documentId: string, expiresAt: string | null): Promise<boolean>;
  /** Lets every import wait, or go on. */
  pauseImports(paused: boolean): Promise<void>;
  readonly pausing: ShallowRef<boolean>;
}

/** What can be done to documents and imports; a refusal is told in a notice. Lists follow by themselves, they are live. */
export function useDocumentActions(): DocumentActions {
  const toasts = useToastStore();
  const told = useTold();
  const { t } = useTexts();
  const version = useVersionActions();
  const removing = useCommand(RemoveDocumentDocument);
  const restoring = useCommand(RestoreDocumentDocument);
  const moving = useCommand(MoveDocumentDocument);
  const expiring = useCommand(SetExpiryDocument);
  const pausing = useCommand(SetImportsPausedDocument);

  /** One after the other; answers those that were done, the first refusal is told and ends it. */
  async function each<Item>(
    items: readonly Item[],
    run: (item: Item) => Promise<CommandResult<unknown>>,
  ): Promise<readonly Item[]> {
    const ran: Item[] = [];
    for (const item of items) {
      if (!told(await run(item))) break;
      ran.push(item);
    }
    return ran;
  }

  function offerUndo(title: string, run: () => unknown): void {
    toasts.show({ tone: 'success', title, action: { label: t('shell.action.undo'), run: () => void run() } });
  }

  const place = async (documentId: string, folder: string, newName: string | null): Promise<boolean> =>
    told(await moving.run({ documentId, folder, newName }));
  const restore = async (documentIds: readonly string[]): Promise<void> => {
    await each(documentIds, (documentId) => restoring.run({ documentId }));
  };

  return {
    version,
    async remove(documentIds) {
      const removed = await each(documentIds, (documentId) => removing.run({ documentId }));
      if (removed.length > 0) offerUndo(t('knowledge.removed', { n: removed.length }), () => restore(removed));
    },
    restore,
    async move(documents, folder) {
      const moved = await each(
        documents.filter((one) => one.folder !== folder),
        ({ id }) => moving.run({ documentId: id, folder, newName: null }),
      );
      const title = t('knowledge.moved', { n: moved.length, folder: folder || t('knowledge.top') });
      const back = () => each(moved, (one) => moving.run({ documentId: one.id, folder: one.folder, newName: null }));
      if (moved.length > 0) offerUndo(title, back);
      return moved.length > 0;
    },
    place,
    expire: async (documentId, expiresAt) => told(await expiring.run({ documentId, expiresAt })),
    pauseImports: async (paused) => void told(await pausing.run({ paused })),
    pausing: pausing.busy,
  };
}
