import { idOptions, requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import { runCommand } from '../request/command.ts';
import { ResolutionEnum } from './session.enums.graphql.ts';
import { SessionRef } from './session.graphql.ts';

const sessionIdOptions = idOptions('会话 · The session.');

builder.mutationFields((t) => ({
  closeSession: t.field({
    type: SessionRef,
    authScopes: { operator: true },
    description: '关闭会话并记录结果 · Closes a session with a resolution. ALREADY_CLOSED when it is over.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      sessionId: t.arg.id(sessionIdOptions),
      resolution: t.arg({ type: ResolutionEnum, required: true, description: '结果 · How it ended.' }),
    },
    resolve: async (_root, { requestId, sessionId, resolution }, context) => {
      const input = { sessionId, resolution };
      await runCommand(context.services, person(context), { requestId, name: 'close_session', input });
      return sessionId;
    },
  }),
  markRead: t.field({
    type: SessionRef,
    authScopes: { operator: true },
    description: '标为已读 · Marks every line of a session as read.',
    args: { requestId: t.arg.id(requestIdOptions), sessionId: t.arg.id(sessionIdOptions) },
    resolve: async (_root, { requestId, sessionId }, context) => {
      await runCommand(context.services, person(context), { requestId, name: 'mark_read', input: { sessionId } });
      return sessionId;
    },
  }),
}));
