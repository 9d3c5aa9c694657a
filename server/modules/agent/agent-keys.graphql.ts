import { z } from 'zod';
import { idOptions, requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import { runCommand } from '../request/command.ts';
import { createAgent, type CreatedAgent, revokeAgent } from './agent-keys.ts';
import { AgentRef } from './agent.graphql.ts';

const CreateAgentPayload = builder.objectRef<CreatedAgent>('CreateAgentPayload').implement({
  description: '新客户端 · The new agent.',
  authScopes: { admin: true },
  fields: (t) => ({
    agent: t.field({ type: AgentRef, description: '客户端 · The agent.', resolve: ({ agentId }) => agentId }),
    apiKey: t.exposeString('apiKey', { description: '密钥，只显示这一次 · Its key, shown once.' }),
    config: t.exposeString('config', {
      description: '可直接保存的 agent.yaml · Text of agent.yaml, ready to be saved.',
    }),
  }),
});

const agentIdOptions = idOptions('客户端 · The agent.');

builder.mutationFields((t) => ({
  createAgent: t.field({
    type: CreateAgentPayload,
    authScopes: { admin: true },
    description: '新建客户端并给出密钥 · Makes an agent and shows its key.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      name: t.arg.string({ required: true, validate: z.string().trim().min(1).max(100), description: '名称 · Name.' }),
    },
    resolve: (_root, args, context) => createAgent(context.services.auth, person(context), args),
  }),
  revokeAgent: t.field({
    type: AgentRef,
    authScopes: { admin: true },
    description: '吊销密钥，客户端立即失去访问 · Takes an agent’s key back; it is refused from now on.',
    args: { requestId: t.arg.id(requestIdOptions), agentId: t.arg.id(agentIdOptions) },
    resolve: async (_root, args, context) => {
      await revokeAgent(context.services.auth, person(context), args);
      return args.agentId;
    },
  }),
  setAgentPaused: t.field({
    type: AgentRef,
    authScopes: { operator: true },
    description: '暂停或恢复键入；读取不受影响 · Pauses or resumes typing; reading goes on.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      agentId: t.arg.id(agentIdOptions),
      paused: t.arg.boolean({ required: true, description: '是否暂停 · Whether to pause.' }),
    },
    resolve: async (_root, { requestId, agentId, paused }, context) => {
      const input = { agentId, paused };
      await runCommand(context.services, person(context), { requestId, name: 'set_agent_paused', input });
      return agentId;
    },
  }),
}));
