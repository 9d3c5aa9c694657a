import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { HubFault, connectionFault } from './hub-fault.ts';

const TIMEOUT_MS = 15_000;
const ANSWER_LIMIT_BYTES = 1_000_000;

/** One request to the hub outside the socket. */
export interface HttpCall {
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Sends one request. node:http and not fetch: fetch needs WebAssembly, which the agent's memory-saving mode leaves out.
 * Fails with HubFault UNREACHABLE, INSECURE or NOT_A_HUB; any HTTP status is an answer.
 */
export function send(call: HttpCall): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const open = call.url.startsWith('https:') ? requestHttps : requestHttp;
  const options: RequestOptions = {
    method: call.method,
    headers: { ...call.headers, 'content-length': String(call.body.length) },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    agent: false,
  };
  const request = open(call.url, options, (response) => {
    readBody(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
  });
  request.on('error', (error) => reject(connectionFault(error)));
  request.end(call.body);
  return promise;
}

async function readBody(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of response) {
      const chunk = Buffer.from(part as Uint8Array);
      bytes += chunk.length;
      if (bytes > ANSWER_LIMIT_BYTES) throw new HubFault('NOT_A_HUB', 'answer too long');
      parts.push(chunk);
    }
  } catch (error) {
    throw connectionFault(error);
  }
  return Buffer.concat(parts).toString('utf8');
}
