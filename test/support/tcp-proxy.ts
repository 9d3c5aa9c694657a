import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A stretch of network that a test can cut. */
export interface TcpProxy {
  readonly port: number;
  /** Connections open now. */
  open(): number;
  /** Ends every connection at once, without a farewell; new ones are let through. */
  cut(): void;
  close(): Promise<void>;
}

/** Passes bytes between a free port of the loopback address and another one. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
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
  return {
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
