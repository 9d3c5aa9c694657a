import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pictureNamed, WRITTEN } from './pictures.ts';

/** How the server behaves to one request. */
export type PaddleBehaviour =
  | { readonly kind: 'answer' }
  | { readonly kind: 'refuse'; readonly status: number; readonly body?: string }
  | { readonly kind: 'raw'; readonly body: string; readonly type?: string }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'stall' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'flood' };

export interface PaddleOcrServer {
  readonly url: string;
  readonly seen: { readonly path: string; readonly body: Record<string, unknown> }[];
  /** Behaviours of the next requests in order; the last one stays. */
  behave(...behaviours: PaddleBehaviour[]): void;
  close(): Promise<void>;
}

interface Piece {
  readonly text: string;
  readonly score: number;
  readonly corners: readonly (readonly [number, number])[];
}

/** What PaddleOCR would say of chat.png, in an order of its own; nothing of any other picture. */
const CHAT: readonly Piece[] = WRITTEN['chat.png']
  .map((text, line) => {
    const [top, right] = [40 + line * 70, 400];
    return {
      text,
      score: 0.97,
      corners: [
        [40, top],
        [right, top + 2],
        [right, top + 30],
        [40, top + 28],
      ],
    } as const;
  })
  .toReversed();

/** Speaks as `paddlex --serve --pipeline OCR` and as hub serving do, with their faults on demand. */
export async function startPaddleOcrServer(): Promise<PaddleOcrServer> {
  const seen: { path: string; body: Record<string, unknown> }[] = [];
  let behaviours: PaddleBehaviour[] = [{ kind: 'answer' }];
  const server = createServer((request, response) => void serve(request, response));
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
    seen.push({ path: request.url ?? '', body });
    const [next] = behaviours;
    if (behaviours.length > 1) behaviours.shift();
    if (next !== undefined) act(next, request.url ?? '', body, response);
  }
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    behave: (...next) => {
      behaviours = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function act(behaviour: PaddleBehaviour, path: string, body: Record<string, unknown>, response: ServerResponse): void {
  switch (behaviour.kind) {
    case 'answer':
      if (path === '/ocr') send(response, 200, servingAnswer(piecesOf(body['file'])));
      else if (path === '/predict/ocr_system')
        send(response, 200, hubAnswer(piecesOf((body['images'] as unknown[])[0])));
      else send(response, 404, { detail: 'Not Found' });
      return;
    case 'refuse':
      send(response, behaviour.status, {
        logId: 'a1',
        errorCode: behaviour.status,
        errorMsg: behaviour.body ?? 'Internal server error',
      });
      return;
    case 'raw':
      response.writeHead(200, { 'content-type': behaviour.type ?? 'application/json' });
      response.end(behaviour.body);
      return;
    case 'redirect':
      response.writeHead(307, { location: behaviour.to });
      response.end();
      return;
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
      response.write('{"logId":"a1","errorCode":0,');
      setImmediate(() => response.destroy());
      return;
    case 'stall':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"logId":"a1",');
      break;
    case 'flood':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"logId":"${'a'.repeat(9 * 1024 * 1024)}"}`);
      break;
    case 'hang':
      break;
  }
}

function piecesOf(base64: unknown): readonly Piece[] {
  return pictureNamed('chat.png').toString('base64') === base64 ? CHAT : [];
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function servingAnswer(pieces: readonly Piece[]): unknown {
  const prunedResult = {
    model_settings: { use_doc_preprocessor: false, use_textline_orientation: false },
    dt_polys: pieces.map(({ corners }) => corners),
    text_det_params: { limit_side_len: 64, limit_type: 'min', thresh: 0.3, box_thresh: 0.6, unclip_ratio: 1.5 },
    text_type: 'general',
    text_rec_score_thresh: 0,
    rec_texts: pieces.map(({ text }) => text),
    rec_scores: pieces.map(({ score }) => score),
    rec_polys: pieces.map(({ corners }) => corners),
    rec_boxes: pieces.map(({ corners }) => [corners[0]?.[0], corners[0]?.[1], corners[2]?.[0], corners[2]?.[1]]),
  };
  return {
    logId: '7d2b0b7c-0f0e-4a47-8a2e-30e5a0a2d4ce',
    result: { ocrResults: [{ prunedResult }], dataInfo: { width: 540, height: 420, type: 'image' } },
    errorCode: 0,
    errorMsg: 'Success',
  };
}

function hubAnswer(pieces: readonly Piece[]): unknown {
  const results = pieces.map(({ text, score, corners }) => ({ confidence: score, text, text_region: corners }));
  return { msg: '', results: [results], status: '000' };
}
