import { once } from 'node:events';
import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';

/**
 * Below the ports that systems give to outgoing connections: there a port that is free while its server is down may be
 * taken by anybody's connection, also by one that was meant for that server.
 */
const FIRST = 20_000;
const BEYOND = 32_000;

/** A TCP port of the loopback address that nobody listens on, and that nobody is given without asking for it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, BEYOND);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
