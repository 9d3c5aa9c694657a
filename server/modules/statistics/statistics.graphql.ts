import { builder } from '../../graphql/builder.ts';
import { anyone } from '../../graphql/context.ts';
import type { ChatModel } from '../../ports/chat-model.ts';
import type { Load, MachineLoad } from './machine-load.ts';
import { type TenantFigures, tenantFigures } from './statistics.service.ts';

declare module '../../graphql/context.ts' {
  interface Services {
    readonly machineLoad: MachineLoad;
    readonly chatModel: ChatModel;
  }
}

interface Statistics extends TenantFigures, Load {
  readonly databaseOk: boolean;
  readonly modelOk: boolean;
  readonly modelName: string;
  readonly knowledgeOk: boolean;
}

const StatisticsRef = builder.objectRef<Statistics>('Statistics').implement({
  description: '运行情况 · How the hub is doing.',
  authScopes: { reader: true },
  fields: (t) => ({
    cpuPercent: t.exposeFloat('cpuPercent', {
      description: 'CPU 占用，%；超过 80 告警 · CPU, percent; above 80 is an alert.',
    }),
    memoryPercent: t.exposeFloat('memoryPercent', {
      description: '内存占用，%；超过 85 告警 · Memory, percent; above 85 is an alert.',
    }),
    diskPercent: t.exposeFloat('diskPercent', {
      description: '磁盘占用，%；超过 90 告警 · Disk of the data folder, percent; above 90 is an alert.',
    }),
    activeSessions: t.exposeInt('activeSessions', {
      description: '5 分钟内有消息的会话 · Sessions with a line in the last 5 minutes.',
    }),
    messagesLastHour: t.exposeInt('messagesLastHour', { description: '最近一小时的消息 · Lines in the last hour.' }),
    meanResponseMs: t.exposeFloat('meanResponseMs', {
      nullable: true,
      description:
        '最近一小时平均处理毫秒；超过 5000 告警 · Mean milliseconds of work in the last hour; above 5,000 is an alert.',
    }),
    tokens24h: t.exposeInt('tokens24h', { description: '24 小时用量（token） · Tokens in 24 h.' }),
    estimatedCost24h: t.exposeFloat('estimatedCost24h', {
      description: '24 小时估算费用，按各模型配置的单价 · Estimated cost in 24 h, by the prices configured.',
    }),
    databaseOk: t.exposeBoolean('databaseOk', { description: '数据库是否可用 · Whether the database answers.' }),
    modelOk: t.exposeBoolean('modelOk', { description: '是否有可用的模型 · Whether a model can be asked.' }),
    modelName: t.exposeString('modelName', { description: '首选模型 · The model asked first.' }),
    knowledgeOk: t.exposeBoolean('knowledgeOk', {
      description: '知识库是否就绪且非空 · Whether the knowledge base is ready and holds something.',
    }),
    handedOff24h: t.exposeInt('handedOff24h', { description: '24 小时转人工的轮次 · Turns handed off in 24 h.' }),
    answered24h: t.exposeInt('answered24h', {
      description: '24 小时由模型回答的轮次 · Turns answered by the model in 24 h.',
    }),
    waiting: t.exposeInt('waiting', { description: '正在等待人工的会话 · Sessions waiting for an operator.' }),
  }),
});

builder.queryField('statistics', (t) =>
  t.field({
    type: StatisticsRef,
    authScopes: { reader: true },
    description: '运行情况 · How the hub is doing.',
    resolve: async (_root, _args, context) => {
      const { database, machineLoad, chatModel, search } = context.services;
      const { tenantId } = anyone(context);
      const [figures, load, health] = await Promise.all([
        context.reads.read(tenantFigures),
        machineLoad.measure(),
        database.health(),
      ]);
      const breakers = chatModel.health?.() ?? [];
      return {
        ...figures,
        ...load,
        databaseOk: health.ok,
        modelOk: breakers.length === 0 || breakers.some((breaker) => breaker.state !== 'open'),
        modelName: chatModel.model,
        knowledgeOk: search.status(tenantId) === 'ready',
      };
    },
  }),
);
