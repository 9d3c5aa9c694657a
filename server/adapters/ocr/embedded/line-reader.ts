import { createCanvas, type Image, type SKRSContext2D } from '@napi-rs/canvas';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { planesOf } from './picture-planes.ts';
import type { SlantedBox } from './slanted-box.ts';

/** What a line says, and the mean probability of its characters. */
export interface ReadLine {
  readonly text: string;
  readonly confidence: number;
}

/** Height of the strip that the network reads (its own). */
const STRIP_HEIGHT = 48;
const NARROWEST = 16;
/** Longer strips are squeezed: some 250 characters. */
const WIDEST = 6_400;

/** As the reader was trained: values from −1 to 1. */
const TRAINING = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const;

/** Reads one line of a picture with the PP-OCRv4 reader. `characters` is its dictionary, without the blank before it. */
export async function readLine(
  session: InferenceSession,
  characters: readonly string[],
  picture: Image,
  box: SlantedBox,
): Promise<ReadLine> {
  const context = stripOf(picture, box);
  const { width } = context.canvas;
  const input = new Tensor('float32', planesOf(context, TRAINING), [1, 3, STRIP_HEIGHT, width]);
  const [output] = Object.values(await session.run({ [session.inputNames[0] ?? '']: input }));
  const values = output?.data;
  const classes = output?.dims[2] ?? 0;
  if (!(values instanceof Float32Array) || classes !== characters.length + 1) {
    throw new Error('the reader does not fit its dictionary');
  }
  return decode(values, classes, characters);
}

/** The line turned level and brought to the height of the strip. */
function stripOf(picture: Image, { center, width, height, angle }: SlantedBox): SKRSContext2D {
  const scale = STRIP_HEIGHT / height;
  const length = Math.min(WIDEST, Math.max(NARROWEST, Math.round(width * scale)));
  const context = createCanvas(length, STRIP_HEIGHT).getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, length, STRIP_HEIGHT);
  context.imageSmoothingQuality = 'high';
  context.translate(length / 2, STRIP_HEIGHT / 2);
  context.scale(length / width, scale);
  context.rotate(-angle);
  context.drawImage(picture, -center.x, -center.y);
  return context;
}

/** The likeliest character of each step, repeats and blanks left out. */
function decode(values: Float32Array, classes: number, characters: readonly string[]): ReadLine {
  let text = '';
  let sum = 0;
  let count = 0;
  let previous = 0;
  for (let start = 0; start < values.length; start += classes) {
    let best = 0;
    for (let place = 1; place < classes; place += 1) {
      if ((values[start + place] ?? 0) > (values[start + best] ?? 0)) best = place;
    }
    if (best !== 0 && best !== previous) {
      text += characters[best - 1] ?? '';
      sum += values[start + best] ?? 0;
      count += 1;
    }
    previous = best;
  }
  return { text, confidence: count === 0 ? 0 : sum / count };
}
