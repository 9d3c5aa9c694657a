import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A stretch of network that a test can cut. */
export interface TcpProxy {
  readonly port: number;
  /** Connections open now. */
  open(): number;
  /** Ends every connection at once, without a farewell; new ones are let through. */
  cut(): void;
  /** Passes nothing on any more over the connections open now, which stay open: as to a reader that has stopped reading. */
  stall(): void;
  /** Stalled connections that the target holds open still. Asked of the system (Linux only): who reads nothing does not see an end. */
  held(): number;
  close(): Promise<void>;
}

/** Passes bytes between a free port of the loopback address and another one. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const stalled: number[] = [];
  const keep = (socket: Socket, partner: () => void): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      partner();
    });
  };
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    keep(near, () => far.destroy());
    keep(far, () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const stall = (): void => {
    for (const socket of sockets) {
      if (socket.remotePort === targetPort && socket.localPort !== undefined) stalled.push(socket.localPort);
      socket.unpipe();
      socket.pause();
    }
  };
  return {
    stall,
    held: () => stalled.filter((port) => isEstablished(targetPort, port)).length,
    port: (server.address() as AddressInfo).port,
    open: () => sockets.size / 2,
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

const ESTABLISHED = '01';

/**
 * Whether the end of a connection that is at port `from` is open. The other end would not tell: it is open for as long as
 * what was sent does not fit into the buffers before it, and an end comes after that.
 */
function isEstablished(from: number, to: number): boolean {
  const hex = (port: number): string => `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .some(([, near, far, state]) => near?.endsWith(hex(from)) && far?.endsWith(hex(to)) && state === ESTABLISHED);
}
