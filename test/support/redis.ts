import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { findRedis, guarded } from './machine.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';
import { waitUntil } from './wait-until.ts';

/** A Redis of its own that keeps nothing, gone with the tests. */
export interface RedisServer {
  readonly url: string;
  /** Ends it at once; what it held is lost. */
  halt(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server, or answers undefined on a machine without Redis. */
export async function startRedis(): Promise<RedisServer | undefined> {
  const program = findRedis();
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'kefu-redis-'));
  const port = await freePort();
  const options = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder];
  let server: ServerProcess | undefined;
  const start = async (): Promise<void> => {
    const started = startServerProcess(guarded([program, ...options]), folder);
    server = started;
    await waitUntil(() => pong(port, started), { for: 'Redis to answer' });
  };
  const halt = async (): Promise<void> => server?.end('SIGKILL');
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    halt,
    start,
    stop: async () => {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function pong(port: number, server: ServerProcess): Promise<boolean> {
  if (!server.alive()) throw new Error(`Redis ended: ${server.output()}`);
  const socket = connect(port, '127.0.0.1');
  try {
    socket.write('PING\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString('latin1').startsWith('+PONG');
  } finally {
    socket.destroy();
  }
}
