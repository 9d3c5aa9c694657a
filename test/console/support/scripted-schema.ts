import { readFileSync } from 'node:fs';
import { createSchema } from 'graphql-yoga';
import type { GraphQLSchema } from 'graphql';
import { scriptedMutations } from './scripted-commands.ts';
import { scriptedCalibration } from './scripted-calibration.ts';
import { scriptedKnowledgeCommands } from './scripted-knowledge-commands.ts';
import { refusal, type ScriptedHub } from './scripted-hub.ts';
import { knowledgeResolvers, scriptedKnowledgeQueries } from './scripted-knowledge-queries.ts';
import { lastPage, page } from './scripted-pages.ts';
import type { Person, SessionRecord } from './scripted-records.ts';

interface Context {
  person?: Person;
}

type Tab = 'WAITING' | 'MINE' | 'ALL' | 'HUMAN' | 'AI';

function isIn(tab: Tab, session: SessionRecord, person: Person): boolean {
  const { room, handoff } = session;
  if (session.closedAt) return false;
  const waits = handoff?.state === 'WAITING' && room.owner === 'MODEL';
  switch (tab) {
    case 'WAITING':
      return waits;
    case 'MINE':
      return (room.ownerUser ?? room.requestedBy)?.id === person.id;
    case 'HUMAN':
      return room.owner !== 'MODEL';
    case 'AI':
      return room.owner === 'MODEL' && !waits;
    case 'ALL':
      return true;
  }
}

function order(tab: Tab, a: SessionRecord, b: SessionRecord): number {
  if (tab === 'WAITING' && a.handoff && b.handoff) {
    return b.handoff.priority - a.handoff.priority || a.handoff.openedAt.localeCompare(b.handoff.openedAt);
  }
  return b.lastActiveAt.localeCompare(a.lastActiveAt) || Number(b.id) - Number(a.id);
}

function search(sessions: readonly SessionRecord[], text: string | null): readonly SessionRecord[] {
  if (!text) return sessions;
  return sessions.filter(
    (one) =>
      one.customer.name.includes(text) ||
      one.room.name.includes(text) ||
      one.lines.some((line) => line.content.includes(text)),
  );
}

function queries(
  hub: ScriptedHub,
): Record<string, (root: unknown, args: Record<string, string | null>, context: Context) => unknown> {
  const need = (context: Context): Person => {
    if (!context.person) throw refusal('UNAUTHENTICATED');
    return context.person;
  };
  const list = (tab: Tab, context: Context): SessionRecord[] =>
    hub.sessions.filter((session) => isIn(tab, session, need(context))).toSorted((a, b) => order(tab, a, b));
  return {
    me: (_root, _args, context) => ({ ...need(context), tenant: hub.tenant }),
    sessions: (_root, args, context) => {
      const tab = (args['tab'] ?? 'ALL') as Tab;
      return page(search(list(tab, context), args['search'] ?? null), Number(args['first'] ?? 50), args['after']);
    },
    session: (_root, { id }, context) => need(context) && (hub.sessions.find((one) => one.id === id) ?? null),
    inboxCounts: (_root, _args, context) => {
      const count = (tab: Tab): number => list(tab, context).length;
      const overdue = list('WAITING', context).filter(
        (one) => Date.parse(one.handoff?.dueAt ?? '') < Date.now(),
      ).length;
      return {
        waiting: count('WAITING'),
        overdue,
        mine: count('MINE'),
        all: count('ALL'),
        human: count('HUMAN'),
        ai: count('AI'),
      };
    },
    customer: (_root, { id }) => hub.sessions.find((one) => one.customer.id === id)?.customer ?? null,
    turn: (_root, { id }) => hub.turns.get(id ?? '') ?? null,
    agents: (_root, args) => page(hub.agents, Number(args['first'] ?? 50), args['after']),
    knowledge: (_root, _args, context) => need(context) && hub.knowledge,
    ...scriptedKnowledgeQueries(hub),
    statistics: (_root, _args, context) => ({
      cpuPercent: 22,
      memoryPercent: 61,
      diskPercent: 43,
      activeSessions: list('ALL', context).length,
      messagesLastHour: 214,
      meanResponseMs: 2840,
      tokens24h: 481_200,
      estimatedCost24h: 46.6,
      databaseOk: true,
      modelOk: true,
      modelName: 'deepseek-chat',
      knowledgeOk: true,
      handedOff24h: 141,
      answered24h: 562,
      waiting: list('WAITING', context).length,
    }),
  };
}

/** The real schema over the scripted hub: the wire is what the console will meet. */
export function scriptedSchema(hub: ScriptedHub): GraphQLSchema {
  const listen = (
    pick: Parameters<ScriptedHub['feed']['listen']>[1],
    field: string,
    after: string | null | undefined,
  ) => ({
    async *[Symbol.asyncIterator]() {
      for await (const event of hub.feed.listen(after, pick)) yield { [field]: event };
    },
  });
  const calibration = scriptedCalibration(hub.calibration);
  return createSchema<Context>({
    typeDefs: readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'),
    resolvers: {
      Query: { ...queries(hub), ...calibration.queries },
      Mutation: { ...scriptedMutations(hub), ...scriptedKnowledgeCommands(hub), ...calibration.commands },
      Session: {
        messages: (session: SessionRecord, args: { last?: number; before?: string }) =>
          lastPage(session.lines, args.last ?? 50, args.before),
      },
      Customer: {
        sessions: (customer: { id: string }, args: { first?: number }) =>
          page(
            hub.sessions
              .filter((one) => one.customer.id === customer.id)
              .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
            args.first ?? 10,
            null,
          ),
      },
      ...knowledgeResolvers,
      Subscription: {
        importEvents: {
          subscribe: (_root: unknown, { after }: { after?: string }) =>
            listen((entry) => entry.knowledge, 'importEvents', after),
        },
        inboxEvents: {
          subscribe: (_root: unknown, { after }: { after?: string }) =>
            listen((entry) => entry.inbox, 'inboxEvents', after),
        },
        sessionEvents: {
          subscribe: (_root: unknown, { after, sessionId }: { after?: string; sessionId: string }) =>
            listen(
              (entry) => (entry.session?.id === sessionId ? entry.session.event : undefined),
              'sessionEvents',
              after,
            ),
        },
        handoffAlerts: {
          subscribe: (_root: unknown, { after }: { after?: string }) =>
            listen((entry) => entry.handoff, 'handoffAlerts', after),
        },
        agentEvents: {
          subscribe: (_root: unknown, { after }: { after?: string }) =>
            listen((entry) => entry.agent, 'agentEvents', after),
        },
      },
    },
    resolverValidationOptions: { requireResolversToMatchSchema: 'ignore' },
  });
}
