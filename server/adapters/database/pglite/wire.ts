/**
 * As much of PostgreSQL's wire protocol as lies between pg's client and PGlite: every message but the very first is one
 * byte of kind, four of length (itself included) and the rest.
 */
const HEAD = 5;

const SYNC = 0x53;
const QUERY = 0x51;
const TERMINATE = 0x58;
const READY = 0x5a;

/** What a server without passwords answers to the first message: welcome, ready for a query. */
export const WELCOME = Uint8Array.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, READY, 0, 0, 0, 5, 0x49]);

interface Message {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
}

function* walk(bytes: Uint8Array): Generator<Message> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start + HEAD <= bytes.length;) {
    const end = start + 1 + view.getInt32(start + 1);
    yield { kind: bytes[start] ?? 0, start, end };
    start = end;
  }
}

/** Cuts what a client sent into pieces that are each answered by exactly one "ready"; a farewell ends the list. */
export function splitRequests(bytes: Uint8Array): {
  readonly requests: readonly Uint8Array[];
  readonly farewell: boolean;
} {
  const requests: Uint8Array[] = [];
  let start = 0;
  for (const message of walk(bytes)) {
    if (message.kind === TERMINATE) return { requests, farewell: true };
    if (message.kind === SYNC || message.kind === QUERY) {
      requests.push(bytes.subarray(start, message.end));
      start = message.end;
    }
  }
  return { requests, farewell: false };
}

/**
 * The answer to one request with one "ready", at its end. After an error PGlite says ready twice, which a pipelining
 * client would take for the answer to its next query.
 */
export function oneReady(answer: Uint8Array): Uint8Array {
  const ready: Message[] = [];
  for (const message of walk(answer)) if (message.kind === READY) ready.push(message);
  const last = ready.at(-1);
  if (last === undefined) throw new Error('the engine left a request without an answer');
  if (ready.length === 1) return answer;
  const parts: Uint8Array[] = [];
  for (const { kind, start, end } of walk(answer)) {
    if (kind !== READY || start === last.start) parts.push(answer.subarray(start, end));
  }
  return Buffer.concat(parts);
}
