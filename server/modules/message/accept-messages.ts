import { AppError, ERROR_MEANINGS, isErrorCode } from '../../ports/errors.ts';
import type { Database } from '../../ports/database.ts';
import type { Wake } from '../../ports/wake.ts';
import type { AcceptBatcher, AcceptResult } from './accept-batcher.ts';
import { alignBlock, type PlacedLine } from './align-block.ts';
import type { IngestInput, Receipt, ReportedLine } from './ingest.ts';
import { checkIngest, refusedLine } from './ingest-limits.ts';
import { lineRow, NO_DOUBT } from './line-row.ts';
import type { LineUrgency } from './line-row.ts';
import type { Places, Reporter } from './places.ts';

/** What accepting lines needs. */
export interface AcceptServices {
  readonly database: Database;
  readonly wake: Wake;
  readonly places: Places;
  readonly acceptBatcher: AcceptBatcher;
  /** Finds words of danger, complaint and a wish for a human in one line; called for every customer's line. */
  readonly lineUrgency: (content: string) => LineUrgency;
}

/**
 * Accepts what an agent reports and answers one receipt for each line, in order, after the commit. A repeat gets the same
 * receipt. Throws AppError when the whole report breaks a limit, PortError when the database cannot be reached: then
 * nothing is acknowledged and the agent says it again.
 */
export async function acceptMessages(
  services: AcceptServices,
  agent: { readonly tenantId: string; readonly id: string },
  input: IngestInput,
): Promise<Receipt[]> {
  checkIngest(input);
  const reporter = { tenantId: agent.tenantId, agentId: agent.id, account: input.account };
  const refused = new Map(input.messages.map((line) => [line, refusedLine(line)] as const));
  const sound = input.messages.filter((line) => refused.get(line) === undefined);
  const receipts = new Map<ReportedLine, Receipt>();
  for (const [line, refusal] of refused) {
    if (refusal !== undefined) {
      receipts.set(line, rejection(line, refusal));
    }
  }
  try {
    await acceptPlaced(services, reporter, sound, receipts);
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'PLACES_MISSING') {
      throw cause;
    }
    services.places.forget(reporter.tenantId);
    await acceptPlaced(services, reporter, sound, receipts);
  }
  return input.messages.map((line) => {
    const receipt = receipts.get(line);
    if (receipt === undefined) {
      throw new Error(`no receipt for ${line.clientMessageId}`);
    }
    return receipt;
  });
}

async function acceptPlaced(
  services: AcceptServices,
  reporter: Reporter,
  lines: readonly ReportedLine[],
  receipts: Map<ReportedLine, Receipt>,
): Promise<void> {
  const placed = await placeLines(services, reporter, lines);
  for (const run of runsOf(placed.filter((item) => item.known === undefined))) {
    const [first] = run;
    if (first !== undefined && isOwnLine(first)) {
      receipts.set(first.line, await acceptOwn(services, reporter.tenantId, first));
      continue;
    }
    const rows = run.map(({ line, place, doubt }) => lineRow(line, place, urgencyOf(services, line), doubt));
    const results = await services.acceptBatcher.accept(reporter.tenantId, rows);
    const stale = results.find((result) => result instanceof AppError && result.code === 'PLACES_MISSING');
    if (stale instanceof AppError) {
      throw stale;
    }
    run.forEach(({ line }, index) => receipts.set(line, receiptOf(line, results[index])));
  }
  for (const { line, known } of placed) {
    if (known !== undefined) {
      receipts.set(line, {
        ...known,
        clientMessageId: line.clientMessageId,
        state: 'DUPLICATE',
        code: null,
        message: null,
      });
    }
  }
}

function urgencyOf(services: AcceptServices, line: ReportedLine): LineUrgency {
  return line.direction === 'IN' && line.type === 'TEXT'
    ? services.lineUrgency(line.content)
    : { dueNow: false, priority: 0 };
}

/** A line typed with our account, to be matched with bubbles of ours or taken as a person's. */
function isOwnLine(item: PlacedLine): boolean {
  return item.line.direction === 'OUT' && !item.doubt.seen;
}

/** Customers' lines in a row share a transaction; each own line stands alone, because it changes who owns the room. */
function runsOf(lines: readonly PlacedLine[]): PlacedLine[][] {
  const runs: PlacedLine[][] = [];
  let open: PlacedLine[] | undefined;
  for (const item of lines) {
    if (isOwnLine(item)) {
      runs.push([item]);
      open = undefined;
    } else if (open === undefined) {
      open = [item];
      runs.push(open);
    } else {
      open.push(item);
    }
  }
  return runs;
}

async function placeLines(
  services: AcceptServices,
  reporter: Reporter,
  lines: readonly ReportedLine[],
): Promise<PlacedLine[]> {
  const places = await services.places.find(reporter, lines);
  const placed = lines.flatMap((line, index): PlacedLine[] => {
    const place = places[index];
    return place === undefined ? [] : [{ line, place, doubt: NO_DOUBT, known: undefined }];
  });
  const gaps = Map.groupBy(
    placed.filter((item) => item.line.afterGap === true),
    (item) => item.place.chatId,
  );
  const aligned = new Map<ReportedLine, PlacedLine>();
  for (const block of gaps.values()) {
    for (const item of await alignBlock(services.database, reporter.tenantId, block)) {
      aligned.set(item.line, item);
    }
  }
  return placed.map((item) => aligned.get(item.line) ?? item);
}

interface OwnRow {
  readonly state: 'STORED' | 'DUPLICATE' | 'CONFLICT' | 'MATCHED_REPLY';
  readonly message_id: string;
  readonly session_id: string | null;
}

async function acceptOwn(services: AcceptServices, tenantId: string, item: PlacedLine): Promise<Receipt> {
  const row = lineRow(item.line, item.place, { dueNow: false, priority: 0 }, item.doubt);
  const answers = await services.database.call<OwnRow>('accept_own', [
    tenantId,
    JSON.stringify({ ...row, age_ms: Math.round(item.line.ageMs) }),
  ]);
  services.wake.publish('events', tenantId);
  const [answer] = answers;
  return receiptOf(
    item.line,
    answer && { state: answer.state, messageId: answer.message_id, sessionId: answer.session_id },
  );
}

function receiptOf(
  line: ReportedLine,
  result: AcceptResult | { state: OwnRow['state']; messageId: string; sessionId: string | null } | undefined,
): Receipt {
  if (result === undefined) {
    throw new Error(`no receipt for ${line.clientMessageId}`);
  }
  if (result instanceof AppError) {
    return rejection(line, result);
  }
  if (result.state === 'CONFLICT') {
    return { ...rejection(line, new AppError('DUPLICATE_CONTENT')), messageId: result.messageId };
  }
  const { state, messageId, sessionId } = result;
  return { clientMessageId: line.clientMessageId, state, messageId, sessionId, code: null, message: null };
}

function rejection(line: ReportedLine, cause: AppError): Receipt {
  const message = isErrorCode(cause.code) ? `${cause.message} · ${ERROR_MEANINGS[cause.code].en}` : cause.message;
  return {
    clientMessageId: line.clientMessageId,
    state: 'REJECTED',
    messageId: null,
    sessionId: null,
    code: cause.code,
    message,
  };
}
