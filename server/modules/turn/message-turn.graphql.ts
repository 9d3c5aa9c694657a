import { builder } from '../../graphql/builder.ts';
import type { Context } from '../../graphql/context.ts';
import type { Message } from '../message/message.entity.ts';
import { MessageRef } from '../message/message.graphql.ts';
import type { Turn } from './turn.entity.ts';
import { TurnRef } from './turn.graphql.ts';

/** The turn that a line of the model answers; its figures are the line's. */
async function answeredTurn(message: Message, context: Context): Promise<Turn | null> {
  if (message.role !== 'model' || !message.turnId) return null;
  return TurnRef.getDataloader(context).load(message.turnId);
}

builder.objectFields(MessageRef, (t) => ({
  turn: t.field({
    type: TurnRef,
    nullable: true,
    description: '所属轮次 · The turn it belongs to.',
    resolve: (message) => message.turnId,
  }),
  confidence: t.float({
    nullable: true,
    description: '模型回答的把握 0–1 · Confidence 0–1 of the model’s answer.',
    resolve: async (message, _args, context) => (await answeredTurn(message, context))?.confidence ?? null,
  }),
  tokensTotal: t.int({
    nullable: true,
    description: '模型回答的用量（token） · Tokens of the model’s answer.',
    resolve: async (message, _args, context) => (await answeredTurn(message, context))?.tokensTotal ?? null,
  }),
  latencyMs: t.int({
    nullable: true,
    description: '模型回答的处理毫秒 · Milliseconds of work for the model’s answer.',
    resolve: async (message, _args, context) => (await answeredTurn(message, context))?.latencyMs ?? null,
  }),
  evidenceIds: t.idList({
    description: '模型回答依据的知识段落 · Passages the model’s answer rests on.',
    resolve: async (message, _args, context) => (await answeredTurn(message, context))?.evidenceIds ?? [],
  }),
}));
