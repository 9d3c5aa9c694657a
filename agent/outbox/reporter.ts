import type { Clock } from '../clock.ts';
import { crashPoint } from '../crash-points.ts';
import { IngestMessagesDocument, ReportDeliveriesDocument, type MessageInput } from '../generated/graphql.ts';
import { HubRefusal } from '../hub/hub-fault.ts';
import type { Hub } from '../hub/hub.ts';
import type { MediaUploader } from '../hub/media-uploader.ts';
import type { Log } from '../log.ts';
import { deliveryRefused, lineRefused } from '../texts.ts';
import type { Deliveries, DeliveryReport } from './deliveries.ts';
import { fittingBatch } from './fitting-batch.ts';
import type { Lines, QueuedLine } from './lines.ts';

/** What the hub takes in one call. */
const BATCH_LINES = 128;
/** What the hub takes of one line. */
const LINE_CHARACTERS = 4_000;
/** These do not get better by asking again with the same content. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  'BAD_INPUT',
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'LIMIT_TEXT',
  'LIMIT_BATCH',
  'LIMIT_BODY',
  'LIMIT_FRAME',
  'LIMIT_COST',
  'IDEMPOTENCY_CONFLICT',
  'CONFLICT',
  'NOT_FOUND',
  'DUPLICATE_CONTENT',
]);

export interface ReporterParts {
  readonly hub: Hub;
  readonly journalId: string;
  readonly lines: Lines;
  readonly deliveries: Deliveries;
  readonly uploader: MediaUploader;
  readonly clock: Clock;
  readonly log: Log;
}

/** Empties the journal's two queues into the hub, in order. Whoever calls repeats after a failure. */
export class Reporter {
  private readonly parts: ReporterParts;
  private batchSize = BATCH_LINES;
  private reportSize = BATCH_LINES;

  constructor(parts: ReporterParts) {
    this.parts = parts;
  }

  /** Reports the oldest lines of one account; false when none wait. Fails with NoAnswer, HubRefusal or JournalFault. */
  async sendLines(): Promise<boolean> {
    const batch = fittingBatch(this.parts.lines.nextBatch(this.batchSize + 1), this.batchSize);
    const [first] = batch;
    if (first === undefined) return false;
    const messages: MessageInput[] = [];
    for (const line of batch) messages.push(this.message(line, await this.parts.uploader.upload(line.media)));
    crashPoint('before-report');
    try {
      const input = { journalId: this.parts.journalId, account: first.chat.account, messages };
      const answer = await this.parts.hub.call(IngestMessagesDocument, { input });
      crashPoint('after-report');
      this.file(batch, new Map(answer.ingestMessages.map((receipt) => [receipt.clientMessageId, receipt])));
      this.batchSize = BATCH_LINES;
    } catch (error) {
      if (!isFinal(error)) throw error;
      this.narrowLines(batch, error);
    }
    crashPoint('after-receipts');
    return true;
  }

  /** Tells what became of bubbles; false when nothing waits. Fails as sendLines does. */
  async sendDeliveries(): Promise<boolean> {
    const reports = this.parts.deliveries.unreported(this.reportSize);
    if (reports.length === 0) return false;
    const deliveries = reports.map(({ replyId, state, at, detail }) => {
      return { replyId, state, at: new Date(at).toISOString(), detail: detail ?? null };
    });
    crashPoint('before-delivery-report');
    try {
      await this.parts.hub.call(ReportDeliveriesDocument, { journalId: this.parts.journalId, deliveries });
      crashPoint('after-delivery-report');
      this.parts.deliveries.markReported(reports);
      this.reportSize = BATCH_LINES;
    } catch (error) {
      if (!isFinal(error)) throw error;
      this.narrowReports(reports, error);
    }
    return true;
  }

  /** The receipts decide line by line; a line without one stays in the queue. */
  private file(
    batch: readonly QueuedLine[],
    receipts: ReadonlyMap<string, { readonly state: string; readonly code: string | null }>,
  ): void {
    const done: number[] = [];
    const refused: number[] = [];
    for (const line of batch) {
      const receipt = receipts.get(line.id);
      if (receipt === undefined) continue;
      if (receipt.state !== 'REJECTED') {
        done.push(line.seq);
        continue;
      }
      refused.push(line.seq);
      this.parts.log.error(lineRefused(line.seq, receipt.code ?? 'REJECTED'));
    }
    if (done.length + refused.length === 0) throw new HubRefusal('INTERNAL', 'no receipts');
    this.parts.lines.leaveQueue(done, refused);
  }

  /** One bad line must not hold up the others: halve until it stands alone, then lay it aside. */
  private narrowLines(batch: readonly QueuedLine[], error: HubRefusal): void {
    const [only] = batch;
    if (batch.length > 1 || only === undefined) {
      this.batchSize = Math.max(1, Math.floor(batch.length / 2));
      return;
    }
    this.parts.log.error(lineRefused(only.seq, error.code));
    this.parts.lines.leaveQueue([], [only.seq]);
    this.batchSize = BATCH_LINES;
  }

  private narrowReports(reports: readonly DeliveryReport[], error: HubRefusal): void {
    if (reports.length > 1) {
      this.reportSize = Math.max(1, Math.floor(reports.length / 2));
      return;
    }
    for (const report of reports) this.parts.log.warn(deliveryRefused(report.replyId, report.state, error.code));
    this.parts.deliveries.markReported(reports);
    this.reportSize = BATCH_LINES;
  }

  private message({ line, chat, ...stored }: QueuedLine, mediaHash: string | undefined): MessageInput {
    return {
      clientMessageId: stored.id,
      chat: {
        window: chat.window,
        kind: chat.kind,
        name: chat.name,
        externalId: chat.externalId ?? null,
        ambiguous: chat.ambiguous,
      },
      direction: line.direction,
      sender: line.sender ?? null,
      senderKey: line.senderKey ?? null,
      type: line.type,
      content: shorten(line.content),
      quote: line.quote === undefined ? null : shorten(line.quote),
      mediaHash: mediaHash ?? null,
      mentioned: line.mentioned ?? false,
      seq: stored.seq,
      capturedAt: new Date(stored.capturedAt).toISOString(),
      shownAt: line.shownAt === undefined ? null : new Date(line.shownAt).toISOString(),
      ageMs: ageOf(this.parts.clock.now() - (line.shownAt ?? stored.capturedAt)),
      catchUp: stored.catchUp,
      afterGap: stored.afterGap,
    };
  }
}

function isFinal(error: unknown): error is HubRefusal {
  return error instanceof HubRefusal && FINAL_CODES.has(error.code);
}

/** Whole milliseconds; a clock set back gives no negative age, and an old one stays within GraphQL's Int (24 days). */
function ageOf(milliseconds: number): number {
  return Math.min(2_147_483_647, Math.max(0, Math.round(milliseconds)));
}

function shorten(text: string): string {
  return text.length <= LINE_CHARACTERS ? text : `${text.slice(0, LINE_CHARACTERS - 1)}…`.toWellFormed();
}
