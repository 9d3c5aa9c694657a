import { z } from 'zod';
import { requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { anyone, person } from '../../graphql/context.ts';
import { labelledOf, measuredTurns, setThresholds, thresholdsOf } from './calibration.service.ts';
import { forecastThresholds, type MeasuredTurn, type ThresholdForecast, type Thresholds } from './forecast.ts';
import { expectedCalibrationError, type ReliabilityBin, reliabilityBins } from './reliability.ts';

const SHARE = z.number().min(0).max(1);
const REPLY = '从此把握起由模型回答，0–1 · Confidence from which the model replies, 0–1.';
const CLARIFY = '从此把握起追问，更低转人工，0–1 · Confidence from which it asks back; below it hands off, 0–1.';

const ThresholdsRef = builder.objectRef<Thresholds>('Thresholds').implement({
  description: '两道把握门槛 · The two thresholds of confidence.',
  authScopes: { reader: true },
  fields: (t) => ({
    reply: t.exposeFloat('reply', { description: REPLY }),
    clarify: t.exposeFloat('clarify', { description: CLARIFY }),
  }),
});

const BinRef = builder.objectRef<ReliabilityBin>('ReliabilityBin').implement({
  description:
    '可靠性图中的一格；校准得好时两个比例相近 · One bar of a reliability diagram; calibrated when both shares are alike.',
  authScopes: { reader: true },
  fields: (t) => ({
    from: t.exposeFloat('from', { description: '把握自此 · Confidence from here.' }),
    to: t.exposeFloat('to', { description: '到此 · To here.' }),
    count: t.exposeInt('count', { description: '已知结果的轮数 · Labelled turns.' }),
    confidence: t.exposeFloat('confidence', {
      nullable: true,
      description: '平均把握；无则 null · Mean confidence; null when empty.',
    }),
    right: t.exposeFloat('right', {
      nullable: true,
      description: '答对的比例；无则 null · Share that was right; null when empty.',
    }),
  }),
});

const CalibrationRef = builder.objectRef<readonly MeasuredTurn[]>('Calibration').implement({
  description:
    '把握是否名副其实，看最近 20,000 轮中已知结果的 · Whether confidence means what it says: what became of the last 20,000 turns, where that is known.',
  authScopes: { reader: true },
  fields: (t) => ({
    turns: t.int({
      description: '测过把握的轮数 · Turns with a measured confidence.',
      resolve: (turns) => turns.length,
    }),
    labelled: t.int({
      description:
        '其中已知结果的 · Those whose result is known: by an operator’s own answer, the customer’s next words or a rating.',
      resolve: (turns) => labelledOf(turns).length,
    }),
    expectedCalibrationError: t.float({
      nullable: true,
      description: '期望校准误差 0–1，十格；没有已知结果为 null · Over ten bins, 0–1; null without labels.',
      resolve: (turns) => expectedCalibrationError(reliabilityBins(labelledOf(turns))),
    }),
    bins: t.field({
      type: [BinRef],
      description: '可靠性图，十格 · Reliability diagram, ten bins.',
      resolve: (turns) => reliabilityBins(labelledOf(turns)),
    }),
  }),
});

const PrecisionSourceEnum = builder.enumType('PrecisionSource', {
  description: '准确率从何而来 · Where a precision comes from.',
  values: {
    MEASURED: { value: 'measured', description: '数已知结果的轮 · Counted on labelled turns.' },
    ESTIMATED: {
      value: 'estimated',
      description: '已知结果不足 30 轮，由把握本身推算 · Fewer than 30 are labelled: what the confidence itself says.',
    },
  } as const,
});

const ForecastRef = builder.objectRef<ThresholdForecast>('ThresholdForecast').implement({
  description: '若用这两道门槛，过去的轮次会怎样 · What thresholds would have made of the past turns of this company.',
  authScopes: { reader: true },
  fields: (t) => ({
    turns: t.exposeInt('turns', { description: '看了多少轮 · Turns looked at.' }),
    automaticShare: t.exposeFloat('automaticShare', {
      nullable: true,
      description: '自动回答的比例 · Share answered by the model.',
    }),
    clarifyShare: t.exposeFloat('clarifyShare', { nullable: true, description: '追问的比例 · Share asked back.' }),
    handoffShare: t.exposeFloat('handoffShare', { nullable: true, description: '转人工的比例 · Share handed off.' }),
    precision: t.exposeFloat('precision', {
      nullable: true,
      description: '自动回答中答对的比例 · Share of automatic answers that are right.',
    }),
    precisionSource: t.field({
      type: PrecisionSourceEnum,
      description: '准确率从何而来 · Where the precision comes from.',
      resolve: (forecast) => forecast.precisionSource,
    }),
    labelled: t.exposeInt('labelled', { description: '其中已知结果的轮数 · Labelled turns it rests on.' }),
  }),
});

const thresholdArguments = {
  reply: { required: true, validate: SHARE, description: REPLY },
  clarify: { required: true, validate: SHARE, description: CLARIFY },
} as const;

builder.queryFields((t) => ({
  thresholds: t.field({
    type: ThresholdsRef,
    authScopes: { reader: true },
    description: '现行门槛 · The thresholds in force.',
    resolve: (_root, _args, context) => context.reads.read((em) => thresholdsOf(em, anyone(context).tenantId)),
  }),
  calibration: t.field({
    type: CalibrationRef,
    authScopes: { reader: true },
    description: '把握与事实的对照 · Confidence held against what happened.',
    resolve: (_root, _args, { reads }) => reads.read(measuredTurns),
  }),
  thresholdForecast: t.field({
    type: ForecastRef,
    authScopes: { reader: true },
    description:
      '在本企业的历史上试用两道门槛，不改动任何设置 · Plays two thresholds on this company’s own history; changes nothing.',
    args: { reply: t.arg.float(thresholdArguments.reply), clarify: t.arg.float(thresholdArguments.clarify) },
    resolve: async (_root, thresholds, { reads }) => forecastThresholds(await reads.read(measuredTurns), thresholds),
  }),
}));

builder.mutationField('setThresholds', (t) =>
  t.field({
    type: ThresholdsRef,
    authScopes: { admin: true },
    description:
      '设定两道门槛，下一轮起生效；追问高于回答为 BAD_INPUT · Sets both thresholds from the next turn on. BAD_INPUT when clarify is above reply.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      reply: t.arg.float(thresholdArguments.reply),
      clarify: t.arg.float(thresholdArguments.clarify),
    },
    resolve: (_root, input, context) => setThresholds(context.services, person(context), input),
  }),
);
