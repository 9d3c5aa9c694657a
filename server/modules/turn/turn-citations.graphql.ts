import { builder } from '../../graphql/builder.ts';
import type { Citation } from '../answer/citations.ts';
import { TurnRef } from './turn.graphql.ts';
import { citationsOf } from './turn.service.ts';

const CitationRef = builder.objectRef<Citation>('Citation').implement({
  description: '回答中的一句与它依据的段落 · A sentence of an answer and the passage it rests on.',
  authScopes: { reader: true },
  fields: (t) => ({
    sentence: t.exposeString('sentence', { description: '句子 · The sentence.' }),
    evidenceId: t.exposeID('evidenceId', {
      nullable: true,
      description:
        '段落编号，见 evidence；无所依据为 null · Id of its passage among evidence; null when it rests on none.',
    }),
  }),
});

builder.objectField(TurnRef, 'citations', (t) =>
  t.field({
    type: [CitationRef],
    authScopes: { reader: true },
    description: '逐句依据，只给坐席看 · What each sentence of the answer rests on; customers never see it.',
    resolve: citationsOf,
  }),
);
