import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** Bytes a socket may owe its reader; one that owes more does not read and is cut. It resumes with its cursor. */
const MAX_OWED = 16 * 1024 * 1024;
/** Bytes that may wait before a subscription is held back until its reader has caught up. */
const MAX_WAITING = 64 * 1024;

/** Writes frames to one socket. What is sent in one turn of the event loop goes out in one piece: an answer and its end. */
export class SocketWriter {
  readonly #socket: WebSocket;
  readonly #line: Duplex;
  #corked = false;

  constructor(socket: WebSocket, line: Duplex) {
    this.#socket = socket;
    this.#line = line;
  }

  /** Resolves at once while the reader keeps up, else when the frame has been handed to the system. */
  send(data: string): Promise<void> | void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return undefined;
    if (socket.bufferedAmount > MAX_OWED) return socket.terminate();
    this.#cork();
    if (socket.bufferedAmount < MAX_WAITING) return socket.send(data, ignore);
    // A socket that failed while writing is closed by ws; whoever waits goes on and finds it closed.
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.send(data, () => resolve());
    return promise;
  }

  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#line.cork();
    process.nextTick(() => {
      this.#corked = false;
      this.#line.uncork();
    });
  }
}

function ignore(): void {
  // A failed write closes the socket; there is nobody else to tell.
}
