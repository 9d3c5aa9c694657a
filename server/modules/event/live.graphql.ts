import { builder } from '../../graphql/builder.ts';
import { anyone } from '../../graphql/context.ts';
import type { Agent } from '../agent/agent.entity.ts';
import { AgentRef } from '../agent/agent.graphql.ts';
import type { Handoff } from '../handoff/handoff.entity.ts';
import { HandoffRef } from '../handoff/handoff.graphql.ts';
import type { Session } from '../session/session.entity.ts';
import { SessionRef } from '../session/session.graphql.ts';
import { afterOptions, ResetRef, SyncedRef } from './feed-marks.graphql.ts';
import { liveList, type LiveServices } from './live-list.ts';

declare module '../../graphql/context.ts' {
  interface Services {
    readonly live: LiveServices;
  }
}

const CURSOR = '位置；断线后交回 after · Position; hand it back as after when the line was cut.';

interface SessionChanged {
  readonly __typename: 'SessionChanged';
  readonly cursor: string;
  readonly session: Session;
}

export const SessionChangedRef = builder.objectRef<SessionChanged>('SessionChanged').implement({
  description: '会话有变化；按现状给出 · A session changed; as it is now.',
  authScopes: { reader: true },
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor', description: CURSOR }),
    session: t.field({ type: SessionRef, description: '会话 · The session.', resolve: (item) => item.session }),
  }),
});

const HandoffChangedRef = builder
  .objectRef<{ __typename: 'HandoffChanged'; cursor: string; handoff: Handoff }>('HandoffChanged')
  .implement({
    description: '转人工有变化 · A handoff changed.',
    authScopes: { reader: true },
    fields: (t) => ({
      cursor: t.expose('cursor', { type: 'Cursor', description: CURSOR }),
      handoff: t.field({ type: HandoffRef, description: '转人工 · The handoff.', resolve: (item) => item.handoff }),
    }),
  });

const AgentChangedRef = builder
  .objectRef<{ __typename: 'AgentChanged'; cursor: string; agent: Agent }>('AgentChanged')
  .implement({
    description: '客户端有变化 · An agent changed.',
    authScopes: { reader: true },
    fields: (t) => ({
      cursor: t.expose('cursor', { type: 'Cursor', description: CURSOR }),
      agent: t.field({ type: AgentRef, description: '客户端 · The agent.', resolve: (item) => item.agent }),
    }),
  });

const InboxEvent = builder.unionType('InboxEvent', {
  description: '收件箱的变化 · What changes an inbox.',
  types: [SessionChangedRef, SyncedRef, ResetRef],
  resolveType: (item) => item.__typename,
});

const HandoffAlert = builder.unionType('HandoffAlert', {
  description: '转人工的变化 · What changes the queue of handoffs.',
  types: [HandoffChangedRef, SyncedRef, ResetRef],
  resolveType: (item) => item.__typename,
});

const AgentEvent = builder.unionType('AgentEvent', {
  description: '客户端的变化 · What changes the list of agents.',
  types: [AgentChangedRef, SyncedRef, ResetRef],
  resolveType: (item) => item.__typename,
});

builder.subscriptionFields((t) => ({
  inboxEvents: t.field({
    type: InboxEvent,
    authScopes: { reader: true },
    description:
      '收件箱：先 Synced，再逐项变化；收到 Synced 后取列表，再套用变化 · The inbox: Synced first. Fetch the list after it, then apply what follows.',
    args: { after: t.arg(afterOptions) },
    subscribe: (_root, { after }, context) =>
      liveList(context.services.live, {
        tenantId: anyone(context).tenantId,
        after: after ?? undefined,
        pick: ({ sessions }) => sessions.map((session) => ({ __typename: 'SessionChanged' as const, session })),
        about: ({ session }) => session.id,
      }),
    resolve: (item) => item,
  }),
  handoffAlerts: t.field({
    type: HandoffAlert,
    authScopes: { reader: true },
    description: '转人工：新开、接管、结束 · Handoffs: opened, taken, over.',
    args: { after: t.arg(afterOptions) },
    subscribe: (_root, { after }, context) =>
      liveList(context.services.live, {
        tenantId: anyone(context).tenantId,
        after: after ?? undefined,
        pick: ({ handoffs }) => handoffs.map((handoff) => ({ __typename: 'HandoffChanged' as const, handoff })),
        about: ({ handoff }) => handoff.id,
      }),
    resolve: (item) => item,
  }),
  agentEvents: t.field({
    type: AgentEvent,
    authScopes: { reader: true },
    description: '客户端：心跳、上下线、暂停 · Agents: heartbeats, coming and going, pausing.',
    args: { after: t.arg(afterOptions) },
    subscribe: (_root, { after }, context) =>
      liveList(context.services.live, {
        tenantId: anyone(context).tenantId,
        after: after ?? undefined,
        pick: ({ agent }) => (agent ? [{ __typename: 'AgentChanged' as const, agent }] : []),
        about: ({ agent }) => agent.id,
      }),
    resolve: (item) => item,
  }),
}));
