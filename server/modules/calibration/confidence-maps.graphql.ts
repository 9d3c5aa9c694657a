import { requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { anyone, person } from '../../graphql/context.ts';
import { spaceAsked } from '../embedding/space-asked.ts';
import { mapKindFor } from '../knowledge/confidence.ts';
import { confidenceMaps, type MapFacts, type OwnMapFacts, setOwnMaps } from './confidence-maps.ts';

const VERSION = '版本，见于回答的记录 · Version, as the trace of an answer names it.';

const MapKindEnum = builder.enumType('ConfidenceMapKind', {
  description: '把握由什么测得 · What confidence is measured from.',
  values: {
    KEYWORDS: { value: 'keywords', description: '词 · Words.' },
    MEANING: { value: 'meaning', description: '词与语义 · Words and meaning.' },
  } as const,
});

const ShippedMapRef = builder.objectRef<MapFacts['shipped']>('ShippedConfidenceMap').implement({
  description: '随产品提供的映射 · A map that comes with the product.',
  authScopes: { reader: true },
  fields: (t) => ({
    version: t.exposeString('version', { description: VERSION }),
    fittedAt: t.expose('fittedAt', { type: 'DateTime', description: '哪天拟合 · The day it was fitted.' }),
    questions: t.exposeInt('questions', {
      description: '用多少个专为它写的问题拟合 · Questions, written for it, that it was fitted on.',
    }),
  }),
});

const OwnMapRef = builder.objectRef<OwnMapFacts>('OwnConfidenceMap').implement({
  description: '按本企业已知结果的回答重新拟合的映射 · A map refitted on this company’s own labelled answers.',
  authScopes: { reader: true },
  fields: (t) => ({
    version: t.exposeString('version', { description: VERSION }),
    fittedAt: t.expose('fittedAt', { type: 'DateTime', description: '何时拟合 · When it was fitted.' }),
    answers: t.exposeInt('answers', {
      description: '用多少条已知结果的回答拟合 · Labelled answers it was fitted on.',
    }),
    errorBefore: t.exposeFloat('errorBefore', {
      nullable: true,
      description:
        '自带映射在这些回答上的期望校准误差 0–1；未测为 null · Expected calibration error of the shipped map on them, 0–1; null when not measured.',
    }),
    errorAfter: t.exposeFloat('errorAfter', {
      nullable: true,
      description: '此映射的，五折留出测得 · Of this one, five-fold, always measured on answers it was not fitted on.',
    }),
  }),
});

const MapRef = builder.objectRef<MapFacts>('ConfidenceMap').implement({
  description: '把特征变成把握的映射 · The map from features to confidence.',
  authScopes: { reader: true },
  fields: (t) => ({
    kind: t.field({ type: MapKindEnum, description: '由什么测得 · Measured from.', resolve: ({ kind }) => kind }),
    shipped: t.field({
      type: ShippedMapRef,
      description: '自带的 · The shipped one.',
      resolve: ({ shipped }) => shipped,
    }),
    own: t.field({
      type: OwnMapRef,
      nullable: true,
      description: '本企业最新的；还没有为 null · The company’s newest; null until there is one.',
      resolve: ({ own }) => own,
    }),
    usesOwn: t.exposeBoolean('usesOwn', {
      description: '在用本企业的；否则用自带的 · Its own one is in use; else the shipped one.',
    }),
    asked: t.boolean({
      description: '现在的问题由这一种测 · Questions are measured by this kind now.',
      resolve: ({ kind }, _args, context) =>
        kind === mapKindFor(spaceAsked(context.services, anyone(context).tenantId)),
    }),
  }),
});

builder.queryField('confidenceMaps', (t) =>
  t.field({
    type: [MapRef],
    authScopes: { reader: true },
    description: '测量把握的映射，每种一项 · The maps confidence is measured by, one of each kind.',
    resolve: (_root, _args, context) => context.reads.read((em) => confidenceMaps(em, anyone(context).tenantId)),
  }),
);

builder.mutationField('setOwnMaps', (t) =>
  t.field({
    type: [MapRef],
    authScopes: { admin: true },
    description:
      '用本企业的映射，或改回自带的；下一个问题起生效，其他节点一分钟内 · Uses the company’s own maps or goes back to the shipped ones, from the next question on; on other nodes within a minute.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      use: t.arg.boolean({ required: true, description: '用本企业的 · Whether to use its own.' }),
    },
    resolve: async (_root, given, context) => {
      await setOwnMaps(context.services, person(context), given);
      return await context.reads.read((em) => confidenceMaps(em, person(context).tenantId));
    },
  }),
);
