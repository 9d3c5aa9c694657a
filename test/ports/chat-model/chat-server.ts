import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request looked like on the wire. */
export interface SeenRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
}

/** How the server behaves to one request. */
export type ChatBehaviour =
  | { readonly kind: 'answer'; readonly text: string; readonly finish?: string; readonly usage?: boolean }
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

export interface ChatServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Behaviours of the next requests in order; the last one stays. */
  behave(...behaviours: ChatBehaviour[]): void;
  /** Requests that the client gave up. */
  aborted(): number;
  close(): Promise<void>;
}

/** A server that speaks chat completions as the providers do, with their faults on demand. */
export async function startChatServer(): Promise<ChatServer> {
  const seen: SeenRequest[] = [];
  let behaviours: ChatBehaviour[] = [{ kind: 'answer', text: '您好' }];
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
    if (next !== undefined) act(next, response, String(body['model']));
  }
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
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

function act(behaviour: ChatBehaviour, response: ServerResponse, model: string): void {
  switch (behaviour.kind) {
    case 'answer':
      send(response, 200, completion(behaviour, model));
      return;
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

function completion(answer: Extract<ChatBehaviour, { kind: 'answer' }>, model: string): unknown {
  const usage = { prompt_tokens: 210, completion_tokens: 34, total_tokens: 244 };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_790_000_000,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.text, tool_calls: null },
        finish_reason: answer.finish ?? 'stop',
      },
    ],
    ...(answer.usage === false ? {} : { usage }),
  };
}
