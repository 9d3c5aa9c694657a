import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { DurableFolder } from './durable-folder.ts';
import { DURABLE, NEW_DATABASE, THROW_AWAY } from './engine-start.ts';
import { oneReady, splitRequests } from './wire.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';

/** Requests answered together after one sync; what is ready waits for the rest of its batch. */
const BATCH_LIMIT = 128;

const port = parentPort;
if (port === null) throw new Error('the database engine runs in a worker thread');

try {
  await serve(port, workerData as WorkerStart);
} catch (error) {
  fail(port, error);
}

async function serve(client: MessagePort, start: WorkerStart): Promise<void> {
  const folder = start.durable ? new DurableFolder(start.folder) : undefined;
  const engine = await PGlite.create({
    ...(folder === undefined ? { dataDir: start.folder } : { fs: folder }),
    startParams: start.durable ? DURABLE : THROW_AWAY,
    initDbStartParams: NEW_DATABASE,
  });
  const execute = (request: Uint8Array): Uint8Array => oneReady(engine.execProtocolRawSync(request));
  const end = async (): Promise<void> => {
    await engine.close();
    folder?.syncLog();
    client.close();
  };
  client.on('message', (first: ToWorker) => {
    try {
      const { answers, farewell } = answerBatch(client, first, execute);
      folder?.syncLog();
      if (answers.length > 0) send(client, { kind: 'answer', bytes: Buffer.concat(answers) });
      if (farewell) void end().catch((error: unknown) => fail(client, error));
    } catch (error) {
      fail(client, error);
    }
  });
  send(client, { kind: 'ready' });
}

function answerBatch(
  client: MessagePort,
  first: ToWorker,
  execute: (request: Uint8Array) => Uint8Array,
): { readonly answers: readonly Uint8Array[]; readonly farewell: boolean } {
  const answers: Uint8Array[] = [];
  let next: ToWorker | undefined = first;
  while (next !== undefined) {
    const { requests, farewell } = splitRequests(next);
    for (const request of requests) answers.push(execute(request));
    if (farewell) return { answers, farewell };
    next = answers.length < BATCH_LIMIT ? (receiveMessageOnPort(client)?.message as ToWorker | undefined) : undefined;
  }
  return { answers, farewell: false };
}

function send(client: MessagePort, message: FromWorker): void {
  client.postMessage(message);
}

/** The engine cannot be trusted any more; a new one recovers from the log. */
function fail(client: MessagePort, error: unknown): void {
  send(client, { kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  setImmediate(() => process.exit(1));
}
