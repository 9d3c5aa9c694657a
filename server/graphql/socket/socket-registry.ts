import type { Principal } from '../../ports/principal.ts';

/** Sockets one person may hold: some tabs and devices. */
const MAX_OF_PERSON = 30;
/** Sockets one agent may hold: the old and the new one of a reconnect, and some that are not yet known to be dead. */
const MAX_OF_AGENT = 8;

/** A socket that has said who it is. */
export interface KnownSocket {
  readonly principal: Principal;
  close(code: number, reason: string): void;
}

/** Which sockets are open, and whose they are. */
export class SocketRegistry {
  readonly #sockets = new Map<string, Set<KnownSocket>>();

  /** Takes a socket in; false when its principal holds too many. */
  add(socket: KnownSocket): boolean {
    const key = keyOf(socket.principal);
    const held = this.#sockets.get(key) ?? new Set();
    if (held.size >= (socket.principal.kind === 'agent' ? MAX_OF_AGENT : MAX_OF_PERSON)) return false;
    held.add(socket);
    this.#sockets.set(key, held);
    return true;
  }

  delete(socket: KnownSocket): void {
    const key = keyOf(socket.principal);
    const held = this.#sockets.get(key);
    held?.delete(socket);
    if (held?.size === 0) this.#sockets.delete(key);
  }

  *[Symbol.iterator](): IterableIterator<KnownSocket> {
    for (const held of this.#sockets.values()) yield* held;
  }
}

function keyOf({ kind, tenantId, id }: Principal): string {
  return `${tenantId} ${kind} ${id}`;
}
