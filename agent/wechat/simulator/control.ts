import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { arm, isCrashPoint } from '../../crash-points.ts';
import type { SimulatedWeChat } from './simulated-wechat.ts';
import type { ViewFaults } from './simulator-config.ts';
import type { Transcript } from './transcript.ts';

const BODY_LIMIT = 1_000_000;
const HOSTS = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/** What a test may turn from outside. */
export interface ControlParts {
  readonly wechat: SimulatedWeChat;
  readonly transcript: Transcript;
  readonly account: string;
  readonly setFaults: (faults: Partial<ViewFaults>) => void;
  readonly setQuiet: (quiet: boolean) => void;
}

type Body = Readonly<Record<string, unknown>>;

/** A request that makes no sense; its message is the answer. */
class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/**
 * The simulator's control channel: JSON over HTTP on 127.0.0.1, for tests and demonstrations only.
 * POST /say {window, text|picture, account?, sender?, kind?, mentioned?, quote?} a customer writes · POST /phone {window, text} the owner types on the phone ·
 * POST /system {window, text} · POST /state {state, account?, detail?} · POST /window {window, open?, ambiguous?, clear?} · POST /front {window} somebody clicks ·
 * POST /faults {…} · POST /crash {at, pass?} · POST /quiet {quiet} · GET /transcript · GET /windows
 */
export async function openControl(parts: ControlParts, port: number): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    void answer(parts, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  server.unref();
  return { server, port: (server.address() as AddressInfo).port };
}

async function answer(parts: ControlParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  try {
    // Pages of other sites reach this port as well; they cannot set these two.
    const plain = request.method === 'GET' || request.headers['content-type'] === 'application/json';
    if (!HOSTS.test(request.headers.host ?? '') || !plain) throw new BadRequest('local JSON requests only');
    const body = request.method === 'GET' ? {} : parseBody(await readBody(request));
    reply(200, perform(parts, `${request.method} ${request.url}`, body));
  } catch (error) {
    reply(error instanceof BadRequest ? 400 : 500, { message: error instanceof Error ? error.message : String(error) });
  }
}

function perform(parts: ControlParts, action: string, body: Body): unknown {
  const { wechat } = parts;
  const address = (): { account: string; window: string } => ({
    account: text(body, 'account') ?? parts.account,
    window: required(body, 'window'),
  });
  switch (action) {
    case 'GET /transcript':
      return parts.transcript.load();
    case 'GET /windows':
      return [...wechat.windows.values()].map(({ chat, open, lines }) => ({ ...chat, open, lines: lines.length }));
    case 'POST /say':
      return sayAsCustomer(parts, body, address());
    case 'POST /phone':
      return wechat.say({ ...address(), by: 'phone', content: required(body, 'text') });
    case 'POST /system':
      return wechat.say({ ...address(), by: 'system', content: required(body, 'text') });
    case 'POST /state':
      return setState(parts, body);
    case 'POST /window':
      return changeWindow(parts, body, address());
    case 'POST /front':
      wechat.front = address();
      return {};
    case 'POST /faults':
      parts.setFaults(body);
      return {};
    case 'POST /crash':
      return armCrash(body);
    case 'POST /quiet':
      parts.setQuiet(body['quiet'] === true);
      return {};
    default:
      throw new BadRequest(`no such action: ${action}`);
  }
}

function sayAsCustomer(parts: ControlParts, body: Body, address: { account: string; window: string }): unknown {
  const picture = body['picture'];
  const sender = text(body, 'sender');
  const quote = text(body, 'quote');
  return parts.wechat.say({
    ...address,
    by: 'customer',
    content: typeof picture === 'number' ? (text(body, 'text') ?? '[图片]') : required(body, 'text'),
    ...(typeof picture === 'number' ? { picture } : {}),
    ...(sender === undefined ? {} : { sender, kind: 'GROUP' }),
    ...(quote === undefined ? {} : { quote }),
    ...(body['mentioned'] === true ? { mentioned: true } : {}),
  });
}

function setState(parts: ControlParts, body: Body): unknown {
  const name = text(body, 'account') ?? parts.account;
  const detail = text(body, 'detail');
  const known = [
    'OK',
    'NOT_LOGGED_IN',
    'WINDOW_MINIMIZED',
    'UI_TREE_HIDDEN',
    'UNSUPPORTED_VERSION',
    'RATE_LIMITED',
    'SESSION_LOCKED',
  ] as const;
  const state = known.find((one) => one === body['state']);
  if (state === undefined) throw new BadRequest(`state is one of ${known.join(', ')}`);
  parts.wechat.setState({ name, state, ...(detail === undefined ? {} : { detail }) });
  return {};
}

function changeWindow(parts: ControlParts, body: Body, address: { account: string; window: string }): unknown {
  const window = parts.wechat.window(address);
  if (window === undefined) throw new BadRequest('no such window');
  if (typeof body['open'] === 'boolean') window.open = body['open'];
  if (typeof body['ambiguous'] === 'boolean') window.chat = { ...window.chat, ambiguous: body['ambiguous'] };
  if (body['clear'] === true) window.lines = [];
  return {};
}

function armCrash(body: Body): unknown {
  const point = required(body, 'at');
  if (!isCrashPoint(point)) throw new BadRequest('no such crash point');
  arm(point, typeof body['pass'] === 'number' ? body['pass'] : 1);
  return {};
}

function text(body: Body, key: string): string | undefined {
  const value = body[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function required(body: Body, key: string): string {
  const value = text(body, key);
  if (value === undefined) throw new BadRequest(`${key} is missing`);
  return value;
}

function parseBody(content: string): Body {
  try {
    const body: unknown = JSON.parse(content);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  } catch {
    throw new BadRequest('not JSON');
  }
  throw new BadRequest('a JSON object is needed');
}

async function readBody(request: IncomingMessage): Promise<string> {
  let content = '';
  request.setEncoding('utf8');
  for await (const part of request) {
    content += String(part);
    if (content.length > BODY_LIMIT) throw new BadRequest('too long');
  }
  return content;
}
