import { idOptions, requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import { runCommand } from '../request/command.ts';
import { TurnRef } from './turn.graphql.ts';

builder.mutationField('retryTurn', (t) =>
  t.field({
    type: TurnRef,
    authScopes: { operator: true },
    description: '让模型再处理一次失败或已转人工的一轮 · Gives a failed or handed-off turn to the model once more.',
    args: { requestId: t.arg.id(requestIdOptions), turnId: t.arg.id(idOptions('轮次 · The turn.')) },
    resolve: async (_root, { requestId, turnId }, context) => {
      const command = { requestId, name: 'retry_turn', input: { turnId } } as const;
      const retried = await runCommand<{ turnId: string }>(context.services, person(context), command);
      return retried.turnId;
    },
  }),
);
