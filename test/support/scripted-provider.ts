import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request looked like on the wire. */
export interface SeenRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
}

/** Faults that any provider's server may have. */
export type WireFault =
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly code?: string;
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'stall' }
  | { readonly kind: 'raw'; readonly body: string; readonly type?: string };

export interface ScriptedProvider<Behaviour> {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Behaviours of the next requests in order; the last one stays. */
  behave(...behaviours: Behaviour[]): void;
  /** Requests that the client gave up. */
  aborted(): number;
  close(): Promise<void>;
}

/** A provider's server on this machine that answers, or fails, as it is told. */
export async function startScriptedProvider<Answer extends { readonly kind: 'answer' }>(
  initial: Answer,
  answer: (behaviour: Answer, body: Record<string, unknown>) => unknown,
  port = 0,
): Promise<ScriptedProvider<Answer | WireFault>> {
  const seen: SeenRequest[] = [];
  let behaviours: (Answer | WireFault)[] = [initial];
  let aborted = 0;
  const server = createServer((request, response) => {
    void serve(request, response);
  });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    seen.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
    const [next] = behaviours;
    if (behaviours.length > 1) behaviours.shift();
    response.on('close', () => {
      if (!response.writableEnded) aborted += 1;
    });
    if (next?.kind === 'answer') send(response, 200, answer(next, body));
    else if (next !== undefined) fail(next, response);
  }
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    behave: (...next) => {
      behaviours = next;
    },
    aborted: () => aborted,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
}

function fail(behaviour: WireFault, response: ServerResponse): void {
  switch (behaviour.kind) {
    case 'refuse':
      for (const [name, value] of Object.entries(behaviour.headers ?? {})) response.setHeader(name, value);
      send(response, behaviour.status, {
        error: {
          message: 'Incorrect key provided: sk-very-secret',
          type: 'error',
          param: null,
          code: behaviour.code ?? null,
        },
      });
      return;
    case 'raw':
      response.writeHead(200, { 'content-type': behaviour.type ?? 'application/json' });
      response.end(behaviour.body);
      return;
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
      response.write('{"id":"1","choices":[');
      setImmediate(() => response.destroy());
      return;
    case 'stall':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"id":"1",');
      break;
    case 'hang':
      break;
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
