import { setInterval as everySoOften } from 'node:timers/promises';
import type { Database } from '../../ports/database.ts';
import type { DocumentReader, ReadProgress } from '../../ports/document-reader.ts';
import { AppError, PortError } from '../../ports/errors.ts';
import type { Wake } from '../../ports/wake.ts';
import { readWholeFile } from './document-files.ts';
import { finishVersion, storePassages, wakeKnowledge } from './document-version.ts';
import { contentHashOf } from './passages-of.ts';
import { pictureMemory } from './picture-memory.ts';
import { readPassages } from './read-passages.ts';
import { TOKENS_VERSION } from './tokens.ts';

/** Between two looks whether an import has been cancelled while its file is being read. */
const LOOK_MS = 2_000;
/** Starts of one import at most: a file that ends the hub itself must not end it for ever. */
const MAX_STARTS = 8;

/** What importing needs. */
export interface ImportServices {
  readonly database: Database;
  readonly wake: Wake;
  readonly documentReader: DocumentReader;
  /** Names this process across its restarts. */
  readonly workerId: string;
}

/** One call for an import. */
export interface ImportRun {
  readonly tenantId: string;
  readonly versionId: string;
  /** Ends when the hub stops or the job was given to another worker. */
  readonly signal: AbortSignal;
  /** Whether a fault that may pass is final this time. */
  readonly last: boolean;
}

interface StartedRow {
  readonly document_id: string;
  readonly name: string;
  readonly file_hash: string;
  readonly content_hash: string;
  readonly attempts: number;
}

/**
 * Reads a version's file, stores its passages and publishes or holds it. Goes on where an interrupted run stopped. A
 * refused file and a final fault end the version and resolve; a fault that may pass puts it back into the queue and rejects.
 */
export async function runImport(services: ImportServices, run: ImportRun): Promise<void> {
  const { database, wake, workerId } = services;
  const { tenantId, versionId } = run;
  const [started] = await database.call<StartedRow>('start_import', [tenantId, versionId, workerId]);
  if (!started) return;
  wake.publish('events', tenantId);
  const stop = new AbortController();
  const signal = AbortSignal.any([run.signal, stop.signal]);
  const cancelled = new AbortController();
  const watching = watch(services, run, { ended: stop.signal, cancel: () => cancelled.abort() });
  try {
    if (started.attempts > MAX_STARTS) throw new AppError('UNREADABLE_FILE', { starts: started.attempts - 1 });
    await readAndStore(services, run, { started, signal: AbortSignal.any([signal, cancelled.signal]) });
  } catch (error) {
    if (!cancelled.signal.aborted) await end(services, run, error);
  } finally {
    stop.abort();
    await watching;
    wakeKnowledge(wake, tenantId);
  }
}

async function readAndStore(
  services: ImportServices,
  { tenantId, versionId }: ImportRun,
  { started, signal }: { started: StartedRow; signal: AbortSignal },
): Promise<void> {
  const { database, wake } = services;
  await forgetOtherReading(database, tenantId, { versionId, started });
  const bytes = await readWholeFile(services, tenantId, started.file_hash);
  const tell = (stage: string, done: number, total: number | null): Promise<unknown> =>
    database
      .call('import_progress', [tenantId, versionId, stage, done, total])
      .then(() => wake.publish('events', tenantId));
  const read = await readPassages(
    { fileName: started.name, bytes },
    {
      reader: services.documentReader,
      signal,
      onProgress: seldom(({ stage, done, total }) => void tell(stage, done, total).catch(() => undefined)),
      memory: pictureMemory(database, tenantId, started.file_hash),
    },
  );
  await tell('storing', 0, read.passages.length);
  const store = { database, signal, onStored: () => wake.publish('events', tenantId) };
  if (!(await storePassages(store, { tenantId, versionId }, read.passages))) return;
  const finish = { tenantId, versionId, trusted: false };
  await database.inTenant(tenantId, (em) => finishVersion(em, finish, read));
}

/** What another version of the reader or tokeniser stored does not fit what this one reads. */
async function forgetOtherReading(
  database: Database,
  tenantId: string,
  { versionId, started }: { versionId: string; started: StartedRow },
): Promise<void> {
  const contentHash = contentHashOf(started.file_hash);
  if (started.content_hash === contentHash) return;
  await database.inTenant(tenantId, async (em) => {
    await em.execute('delete from chunk where version_id = ?', [versionId]);
    await em.execute('update document_version set content_hash = ?, tokens_version = ? where id = ?', [
      contentHash,
      TOKENS_VERSION,
      versionId,
    ]);
  });
}

/** Progress at most once a second: each is a row of the feed. */
function seldom(tell: (progress: ReadProgress) => void): (progress: ReadProgress) => void {
  let last = 0;
  let stage = '';
  return (progress) => {
    const now = performance.now();
    if (progress.stage === stage && now - last < 1000) return;
    last = now;
    stage = progress.stage;
    tell(progress);
  };
}

/** Looks now and then whether the import has been cancelled, on whichever node that was. */
async function watch(
  { database }: ImportServices,
  { tenantId, versionId }: ImportRun,
  { ended, cancel }: { ended: AbortSignal; cancel: () => void },
): Promise<void> {
  const going = (): Promise<boolean> =>
    database.inTenant(tenantId, async (em) => {
      const rows = await em.execute<unknown[]>(`select 1 from document_version where id = ? and state = 'importing'`, [
        versionId,
      ]);
      return rows.length > 0;
    });
  try {
    for await (const _ of everySoOften(LOOK_MS, undefined, { signal: ended })) {
      if (!(await going().catch(() => true))) return cancel();
    }
  } catch {
    // The import has ended.
  }
}

async function end(services: ImportServices, run: ImportRun, error: unknown): Promise<void> {
  const { tenantId, versionId, signal, last } = run;
  const finish = (state: string, code: string | null, detail: object = {}): Promise<unknown> =>
    services.database.call('end_import', [tenantId, versionId, state, code, JSON.stringify(detail)]);
  if (signal.aborted) {
    await finish('importing', null);
    throw error;
  }
  if (error instanceof AppError) return void (await finish('refused', error.code, error.detail));
  const passing = !(error instanceof PortError) || error.retryable;
  await finish(last || !passing ? 'failed' : 'importing', 'UNAVAILABLE', { reason: reasonOf(error) });
  // The queue logs it; when it is the last time, it has been tried often enough.
  if (passing) throw error;
}

function reasonOf(error: unknown): string {
  return error instanceof PortError ? `${error.port}: ${error.reason}`.slice(0, 300) : 'internal';
}
