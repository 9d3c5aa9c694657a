import { randomUUID } from 'node:crypto';
import { acceptMessages, type AcceptServices } from '../../../server/modules/message/accept-messages.ts';
import { createAcceptBatcher } from '../../../server/modules/message/accept-batcher.ts';
import type { Receipt, ReportedLine } from '../../../server/modules/message/ingest.ts';
import { createPlaces } from '../../../server/modules/message/places.ts';
import type { Database } from '../../../server/ports/database.ts';
import { ACCOUNT, WINDOW } from './spine-rows.ts';
import type { World } from './spine-world.ts';

/** A line as an agent reports it; what is left out is a fresh text in the private chat 张三. */
export type Line = Partial<Omit<ReportedLine, 'chat'>> & { readonly chat?: Partial<ReportedLine['chat']> };

let seq = 0;

export function reported(content: string, line: Line = {}): ReportedLine {
  const { chat, ...rest } = line;
  const window = chat?.window ?? WINDOW;
  return {
    clientMessageId: randomUUID(),
    direction: 'IN',
    type: 'TEXT',
    content,
    seq: seq++,
    capturedAt: new Date(),
    ageMs: 0,
    ...rest,
    chat: { kind: 'FRIEND', name: window, ...chat, window },
  };
}

/** The hub's way of accepting, over a database that a test may watch or break, with words of danger found simply. */
export function ingestDesk(
  w: Pick<World, 'bed' | 'tenantId' | 'agentId'>,
  watch: (database: Database) => Database = (database) => database,
) {
  const database = watch(w.bed.database);
  const published: string[] = [];
  const wake = {
    publish: (topic: string) => void published.push(topic),
    subscribe: () => () => undefined,
    close: async () => undefined,
  };
  const services: AcceptServices = {
    database,
    wake,
    places: createPlaces(database),
    acceptBatcher: createAcceptBatcher(database, wake),
    lineUrgency: (content) => ({ dueNow: content.includes('着火'), priority: content.includes('退款') ? 1 : 0 }),
  };
  return {
    services,
    published,
    ingest: (messages: readonly ReportedLine[], account = ACCOUNT): Promise<Receipt[]> =>
      acceptMessages(services, { tenantId: w.tenantId, id: w.agentId }, { journalId: 'journal-1', account, messages }),
  };
}
