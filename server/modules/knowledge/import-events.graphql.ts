import { builder } from '../../graphql/builder.ts';
import { anyone } from '../../graphql/context.ts';
import { afterOptions, ResetRef, SyncedRef } from '../event/feed-marks.graphql.ts';
import { liveList } from '../event/live-list.ts';
import { VersionRef } from './document-version.graphql.ts';
import { KnowledgeStateRef, knowledgeState } from './knowledge.graphql.ts';
import type { DocumentVersion } from './knowledge.entity.ts';

const CURSOR = '位置；断线后交回 after · Position; hand it back as after when the line was cut.';

type ImportNews =
  | { readonly __typename: 'ImportChanged'; readonly version: DocumentVersion }
  | { readonly __typename: 'KnowledgeChanged' };

const ImportChangedRef = builder
  .objectRef<{ __typename: 'ImportChanged'; cursor: string; version: DocumentVersion }>('ImportChanged')
  .implement({
    description: '一次导入有进展或已结束；按现状给出 · An import came on or ended; as it is now.',
    authScopes: { reader: true },
    fields: (t) => ({
      cursor: t.expose('cursor', { type: 'Cursor', description: CURSOR }),
      version: t.field({ type: VersionRef, description: '版本 · The version.', resolve: (item) => item.version }),
    }),
  });

const KnowledgeChangedRef = builder
  .objectRef<{ __typename: 'KnowledgeChanged'; cursor: string }>('KnowledgeChanged')
  .implement({
    description:
      '用于回答的知识有变化：发布、撤下、移动；或导入被暂停、继续 · What questions are answered from changed, or imports were paused or go on.',
    authScopes: { reader: true },
    fields: (t) => ({
      cursor: t.expose('cursor', { type: 'Cursor', description: CURSOR }),
      knowledge: t.field({
        type: KnowledgeStateRef,
        description: '现状 · As it is now.',
        resolve: (_item, _args, context) => knowledgeState(context.services, anyone(context).tenantId),
      }),
    }),
  });

const ImportEvent = builder.unionType('ImportEvent', {
  description: '知识库的变化 · What changes the knowledge base.',
  types: [ImportChangedRef, KnowledgeChangedRef, SyncedRef, ResetRef],
  resolveType: (item) => item.__typename,
});

builder.subscriptionField('importEvents', (t) =>
  t.field({
    type: ImportEvent,
    authScopes: { reader: true },
    description:
      '导入进度与知识变化：先 Synced，再逐项变化 · Progress of imports and changes of the knowledge: Synced first, then what happens.',
    args: { after: t.arg(afterOptions) },
    subscribe: (_root, { after }, context) =>
      liveList<ImportNews>(context.services.live, {
        tenantId: anyone(context).tenantId,
        after: after ?? undefined,
        pick: ({ version }, { kind }) => {
          if (kind === 'knowledge' || kind === 'imports') return [{ __typename: 'KnowledgeChanged' }];
          return version ? [{ __typename: 'ImportChanged', version }] : [];
        },
        about: (item) => (item.__typename === 'ImportChanged' ? item.version.id : 'knowledge'),
      }),
    resolve: (item) => item,
  }),
);
