import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { useServer } from 'graphql-ws/use/ws';
import { createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import type { ScriptedHub } from './scripted-hub.ts';
import type { Person } from './scripted-records.ts';
import { scriptedSchema } from './scripted-schema.ts';

export interface ScriptedServer {
  readonly url: string;
  /** Cuts every live line; consoles come back by themselves. */
  cutSockets(): void;
  /** While true nobody gets a live line, as when the hub restarts. */
  refuseSockets(refuse: boolean): void;
  /** Open live lines. */
  sockets(): number;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** As strict as the hub's own. */
const POLICY = `default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; base-uri 'none'`;

async function serveFile(folder: string, path: string): Promise<{ body: Buffer; type: string }> {
  const type = TYPES[extname(path)];
  const name = type ? path : '/index.html';
  return { body: await readFile(join(folder, name)), type: TYPES[extname(name)] ?? 'application/octet-stream' };
}

function personOf(hub: ScriptedHub, token: unknown): Person | undefined {
  return hub.people.find((person) => `token-${person.id}` === token);
}

/** The hub's upload route: PUT keeps a file under its hash, GET gives it back; both are an administrator's. */
async function keepFile(hub: ScriptedHub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = new URL(request.url ?? '/', 'http://hub').pathname.split('/').at(-1) ?? '';
  const person = personOf(hub, request.headers.authorization?.replace('Bearer ', ''));
  if (person?.role !== 'ADMIN') {
    response.writeHead(403).end(JSON.stringify({ code: 'FORBIDDEN' }));
    return;
  }
  if (request.method === 'PUT') {
    await hub.uploadGate;
    hub.files.set(hash, await buffer(request));
  }
  const bytes = hub.files.get(hash);
  response.writeHead(bytes ? 200 : 404).end(request.method === 'GET' ? bytes : '{}');
}

/** Serves the built console and a scripted hub on one port, over the protocols the real hub speaks. */
export async function startScriptedServer(hub: ScriptedHub, folder: string): Promise<ScriptedServer> {
  const schema = scriptedSchema(hub);
  const yoga = createYoga<{ person?: Person }>({
    schema,
    logging: false,
    maskedErrors: false,
    context: ({ request }) => ({ person: personOf(hub, request.headers.get('authorization')?.replace('Bearer ', '')) }),
  });
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://hub').pathname;
    if (path === '/graphql') {
      void yoga(request, response);
      return;
    }
    if (path.startsWith('/knowledge/files/')) {
      // A console that ends its upload is no fault.
      keepFile(hub, request, response).catch(() => response.destroy());
      return;
    }
    serveFile(folder, path).then(
      ({ body, type }) =>
        response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  let refusing = false;
  const wss = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (refusing) socket.destroy();
    else wss.handleUpgrade(request, socket, head, (line) => wss.emit('connection', line, request));
  });
  useServer({ schema, context: (context) => ({ person: personOf(hub, context.connectionParams?.['token']) }) }, wss);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    cutSockets: () => wss.clients.forEach((line) => line.terminate()),
    refuseSockets: (refuse) => {
      refusing = refuse;
    },
    sockets: () => wss.clients.size,
    async close() {
      wss.clients.forEach((line) => line.terminate());
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
