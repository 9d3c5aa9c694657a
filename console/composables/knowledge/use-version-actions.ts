import type { TypedDocumentNode } from '@urql/core';
import {
  CancelImportDocument,
  DiscardVersionDocument,
  PublishVersionDocument,
  RetryImportDocument,
  RollbackToVersionDocument,
} from '../../generated/graphql.ts';
import { useCommand } from '../api/use-command.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useTexts } from '../shell/use-texts.ts';
import { useTold } from '../shell/use-told.ts';
import type { VersionAction } from './document-rules.ts';

/** Does something to a version and answers whether it was done; what changes answers is told. */
export function useVersionActions(): (action: VersionAction, versionId: string) => Promise<boolean> {
  const toasts = useToastStore();
  const told = useTold();
  const { t } = useTexts();
  const command = (document: TypedDocumentNode<unknown, { requestId: string; versionId: string }>) =>
    useCommand(document);
  const commands = {
    cancel: command(CancelImportDocument),
    retry: command(RetryImportDocument),
    publish: command(PublishVersionDocument),
    discard: command(DiscardVersionDocument),
    rollback: command(RollbackToVersionDocument),
  } as const;
  return async (action, versionId) => {
    if (!told(await commands[action].run({ versionId }))) return false;
    if (action === 'publish' || action === 'rollback')
      toasts.show({ tone: 'success', title: t(`document.did.${action}`) });
    return true;
  };
}
