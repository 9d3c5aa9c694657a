import { builder } from '../../graphql/builder.ts';
import type { Reset, Synced } from './live-list.ts';

const ResetReasonEnum = builder.enumType('ResetReason', {
  description: '游标为何失效 · Why a cursor leads nowhere.',
  values: {
    FOREIGN_EPOCH: {
      description: '来自另一数据库或恢复前的备份 · From another database, or from before a backup was restored.',
    },
    AHEAD: { description: '超前于数据库 · Ahead of the database.' },
    EXPIRED: { description: '超过保留的 7 天 · Older than the 7 days that are kept.' },
  },
});

export const SyncedRef = builder.objectRef<Synced>('Synced').implement({
  description: '到此为止已完整；此后为新变化 · Complete up to here; what follows is new.',
  authScopes: { member: true },
  fields: (t) => ({ cursor: t.expose('cursor', { type: 'Cursor', description: '位置 · Position.' }) }),
});

export const ResetRef = builder.objectRef<Reset>('Reset').implement({
  description:
    '游标失效，请重新读取；此后从这里继续 · The cursor leads nowhere: read again, what follows continues from here.',
  authScopes: { member: true },
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor', description: '新的位置 · New position.' }),
    reason: t.field({ type: ResetReasonEnum, description: '原因 · Why.', resolve: (reset) => reset.reason }),
  }),
});

/** Options of the argument that every live list has. */
export const afterOptions = {
  type: 'Cursor',
  description: '上次收到的位置；省略则从现在开始 · Last position received; without it the list begins now.',
} as const;
