import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PaddleServer } from '../../../server/adapters/ocr/paddle-server/paddle-server.ts';
import { freePort } from '../../support/free-port.ts';
import { FAILED, NEVER, ocrSuite, REFUSED } from './ocr-suite.ts';
import { type PaddleBehaviour, type PaddleOcrServer, startPaddleOcrServer } from './paddle-ocr-server.ts';
import { pictureNamed, WRITTEN } from './pictures.ts';

for (const path of ['', '/predict/ocr_system']) {
  ocrSuite(`PaddleOCR server ${path || 'serving'}`, async () => {
    const server = await startPaddleOcrServer();
    const ocr = new PaddleServer({ url: `${server.url}${path}` });
    return {
      ocr,
      close: async () => {
        await ocr.close();
        await server.close();
      },
    };
  });
}

describe('a PaddleOCR server', () => {
  const chat = { bytes: pictureNamed('chat.png') };
  let server: PaddleOcrServer;
  let ocr: PaddleServer;

  beforeEach(async () => {
    server = await startPaddleOcrServer();
    ocr = new PaddleServer({ url: `${server.url}/`, timeoutMs: 2_000 });
  });

  afterEach(async () => {
    await ocr.close();
    await server.close();
  });

  it('is asked for one picture, without turning or smoothing it and without a picture in return', async () => {
    await ocr.read(chat, NEVER);
    expect(server.seen).toEqual([
      {
        path: '/ocr',
        body: {
          file: chat.bytes.toString('base64'),
          fileType: 1,
          useDocOrientationClassify: false,
          useDocUnwarping: false,
          visualize: false,
        },
      },
    ]);
  });

  const answered = (result: unknown): PaddleBehaviour => ({
    kind: 'raw',
    body: JSON.stringify({ logId: 'a1', errorCode: 0, errorMsg: 'Success', result }),
  });
  const pruned = (prunedResult: unknown): PaddleBehaviour => answered({ ocrResults: [{ prunedResult }] });
  const FAULTS: Readonly<Record<string, PaddleBehaviour>> = {
    'a failed pipeline': { kind: 'refuse', status: 500 },
    'a proxy without server': { kind: 'raw', body: '<html>502 Bad Gateway</html>', type: 'text/html' },
    'a busy server': { kind: 'refuse', status: 503 },
    'a server that says nothing': { kind: 'hang' },
    'a server that stops in the middle': { kind: 'stall' },
    'a cut line': { kind: 'cut' },
    'an endless answer': { kind: 'flood' },
    'an answer cut by its sender': { kind: 'raw', body: '{"logId":"a1","errorCode":0,"result":{"ocr' },
    'an empty answer': { kind: 'raw', body: '' },
    'an error inside a success': { kind: 'raw', body: '{"logId":"a1","errorCode":500,"errorMsg":"x"}' },
    'no results': answered({ ocrResults: [] }),
    'texts of another type': pruned({
      rec_texts: [1],
      rec_scores: [0.9],
      rec_polys: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
      ],
    }),
    'fewer places than texts': pruned({ rec_texts: ['a', 'b'], rec_scores: [0.9, 0.9], rec_polys: [] }),
    'places that are none': pruned({ rec_texts: ['a'], rec_scores: [0.9], rec_polys: [[[0]]] }),
    'an answer of another kind': { kind: 'raw', body: '[]' },
    'another address': { kind: 'redirect', to: 'http://127.0.0.1:1/ocr' },
  };

  it.each(Object.entries(FAULTS))('fails for the time being on %s, says so, and recovers', async (_what, fault) => {
    server.behave(fault, { kind: 'answer' });
    await expect(ocr.read(chat, NEVER)).rejects.toMatchObject(FAILED);
    expect(ocr.status()).toMatchObject({ state: 'unavailable', reason: expect.stringMatching(/\w/u) });
    expect((await ocr.read(chat, NEVER)).lines).toHaveLength(WRITTEN['chat.png'].length);
    expect(ocr.status()).toMatchObject({ state: 'ready', reason: null });
  });

  it.each([400, 413, 422])('takes %d as a refusal of this picture', async (status) => {
    server.behave({ kind: 'refuse', status, body: 'File type cannot be determined' });
    await expect(ocr.read(chat, NEVER)).rejects.toMatchObject(REFUSED);
    expect(ocr.status().state).toBe('starting');
  });

  it('fails for the time being when nobody listens', async () => {
    const nobody = new PaddleServer({ url: `http://127.0.0.1:${await freePort()}` });
    await expect(nobody.read(chat, NEVER)).rejects.toMatchObject({ ...FAILED, reason: 'no connection' });
    expect(nobody.status()).toMatchObject({ engine: expect.stringContaining('127.0.0.1'), state: 'unavailable' });
  });
});
