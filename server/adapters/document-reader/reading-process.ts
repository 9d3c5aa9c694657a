import { writeSync } from 'node:fs';
import { AppError } from '../../ports/errors.ts';
import { closeWorld } from './closed-world.ts';
import type { FileBlock, PictureSource } from './picture-block.ts';
import { type ReaderMessage, type ReaderRequest, ROWS_A_MESSAGE } from './reader-messages.ts';
import { shorterParagraphs } from './shorter-paragraphs.ts';

/** The pipe that answers go to; standard output is nobody's, so that no parser's remark ends up among them. */
const ANSWERS = 3;
/** Characters of text that one file may give, some 30 thick books. */
const MOST_CHARACTERS = 16_000_000;

function write(line: Buffer): void {
  for (let at = 0; at < line.length;) {
    try {
      at += writeSync(ANSWERS, line, at);
    } catch (error) {
      // The other side has not emptied the pipe yet.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

function send(message: ReaderMessage): void {
  write(Buffer.from(`${JSON.stringify(message)}\n`));
}

function sendBlock(block: FileBlock): void {
  if (block.kind === 'paragraph') {
    for (const text of shorterParagraphs(block.text)) send({ type: 'block', block: { ...block, text } });
    return;
  }
  if (block.kind !== 'table') {
    send({ type: 'block', block });
    return;
  }
  const { name, page, rows, rowNumbers } = block;
  for (let at = 0; at < rows.length; at += ROWS_A_MESSAGE) {
    const some = {
      rows: rows.slice(at, at + ROWS_A_MESSAGE).map((row) => [...row]),
      ...(rowNumbers ? { rowNumbers: rowNumbers.slice(at, at + ROWS_A_MESSAGE) } : {}),
    };
    send(at === 0 ? { type: 'block', block: { kind: 'table', name, page, ...some } } : { type: 'rows', ...some });
  }
}

function lengthOf(blocks: readonly FileBlock[]): number {
  let length = 0;
  for (const block of blocks) {
    if (block.kind === 'picture') continue;
    if (block.kind !== 'table') length += block.text.length;
    else for (const row of block.rows) for (const text of row) length += text.length;
  }
  return length;
}

function refusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  // What a parser throws on its way is the file's fault; what it says of it is for the log.
  const reason = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'unknown';
  return new AppError(
    error instanceof RangeError && /call stack|string length/u.test(reason) ? 'HOSTILE_FILE' : 'UNREADABLE_FILE',
    {
      reason,
    },
  );
}

async function read(fileName: string, bytes: Uint8Array): Promise<void> {
  const { readFile } = await import('./read-file.ts');
  const file = await readFile(fileName, bytes, (done, total) => send({ type: 'progress', done, total }));
  const { format, pages, blocks, leftOut } = file;
  const characters = lengthOf(blocks);
  if (characters > MOST_CHARACTERS) throw new AppError('LIMIT_FILE', { characters, limit: MOST_CHARACTERS });
  for (const block of blocks) sendBlock(block);
  send({ type: 'end', format, pages, leftOut: [...leftOut] });
}

async function draw(source: PictureSource, file: Uint8Array): Promise<void> {
  const { drawPicture } = await import('./draw-picture.ts');
  send({ type: 'picture', data: Buffer.from(await drawPicture(source, file)).toString('base64') });
}

async function answer(request: ReaderRequest, bytes: Uint8Array): Promise<void> {
  try {
    await (request.task === 'read' ? read(request.fileName, bytes) : draw(request.source, bytes));
  } catch (error) {
    const { code, detail, message } = refusal(error);
    send({ type: 'refused', code, detail, message });
  }
}

/** Files come one after the other: a line of JSON, then as many bytes as it says. */
async function serve(): Promise<void> {
  let waiting: Buffer[] = [];
  let held = 0;
  let request: ReaderRequest | undefined;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    waiting.push(piece);
    held += piece.length;
    if (!request) {
      const all = Buffer.concat(waiting);
      const end = all.indexOf(10);
      if (end < 0) continue;
      request = JSON.parse(all.subarray(0, end).toString()) as ReaderRequest;
      waiting = [all.subarray(end + 1)];
      held = all.length - end - 1;
    }
    if (held < request.length) continue;
    const bytes = new Uint8Array(request.length);
    let at = 0;
    for (const part of waiting) at += part.copy(bytes, at);
    const asked = request;
    [waiting, held, request] = [[], 0, undefined];
    await answer(asked, bytes);
  }
}

process.stdin.pause();
closeWorld();
send({ type: 'ready' });
await serve();
