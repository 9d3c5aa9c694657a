import { requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { anyone, person } from '../../graphql/context.ts';
import type { LexiconSettings } from './lexicon.ts';
import { ownWordsOf, setOwnWords } from './own-words.ts';

const SYNONYMS =
  '同义词，一组一列；至多 500 组，每组 2–20 个词，每词至多 40 字 · Groups of words that mean the same; at most 500, of 2–20 words of at most 40 characters.';
const FILLERS =
  '在问题里没有意义的口头语，至多 200 个，每个至多 40 字 · Words that ask nothing; at most 200 of at most 40 characters.';

const OwnWordsRef = builder.objectRef<LexiconSettings>('OwnWords').implement({
  description:
    '企业自己的同义词与口头语，在内置的之外 · A company’s own synonyms and filler words, beside the built-in ones.',
  authScopes: { reader: true },
  fields: (t) => ({
    synonyms: t.field({
      type: t.listRef(t.listRef('String')),
      description: SYNONYMS,
      resolve: ({ synonyms }) => synonyms.map((group) => [...group]),
    }),
    fillers: t.stringList({ description: FILLERS, resolve: ({ fillers }) => [...fillers] }),
  }),
});

const OwnWordsInput = builder.inputType('OwnWordsInput', {
  description: '替换原有的全部 · Replaces all that was there.',
  fields: (t) => ({
    synonyms: t.field({ type: t.listRef(t.listRef('String')), required: true, description: SYNONYMS }),
    fillers: t.stringList({ required: true, description: FILLERS }),
  }),
});

builder.queryField('ownWords', (t) =>
  t.field({
    type: OwnWordsRef,
    authScopes: { reader: true },
    description: '企业自己的同义词与口头语 · A company’s own synonyms and filler words.',
    resolve: (_root, _args, context) => context.reads.read((em) => ownWordsOf(em, anyone(context).tenantId)),
  }),
);

builder.mutationField('setOwnWords', (t) =>
  t.field({
    type: OwnWordsRef,
    authScopes: { admin: true },
    description:
      '替换同义词与口头语，下一个问题起在所有节点生效；超出上限为 LIMIT_BATCH 或 LIMIT_TEXT，一组少于两个不同的词为 BAD_INPUT · Replaces both, from the next question on, on every node. LIMIT_BATCH or LIMIT_TEXT above the limits; BAD_INPUT for a group of fewer than two different words.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      input: t.arg({ type: OwnWordsInput, required: true, description: '新的全部 · All there will be.' }),
    },
    resolve: async (_root, { requestId, input }, context) => {
      await setOwnWords(context.services, person(context), { requestId, ...input });
      return await context.reads.read((em) => ownWordsOf(em, person(context).tenantId));
    },
  }),
);
