import { createCanvas, type Image } from '@napi-rs/canvas';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { type SlantedBox, smallestBox, unclipped } from './slanted-box.ts';
import { findTextRegions } from './text-regions.ts';
import { planesOf } from './picture-planes.ts';

/** Where lines stand, in pixels of the picture, and whether a smaller copy was searched. */
export interface FoundLines {
  readonly boxes: readonly SlantedBox[];
  readonly scaled: boolean;
}

/** Pixels of the copy that is searched: time and memory grow with it (1.2 million: 1280 × 960). */
const MOST_PIXELS = 1_228_800;
/** The network halves its input five times. */
const GRID = 32;
/** The detector is trained on shrunken lines; this much brings them back (its own setting). */
const UNCLIP_RATIO = 1.5;
/** Lower than this in the searched copy cannot be read. */
const LOWEST_LINE = 4;

/** As the detector was trained. */
const TRAINING = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const;

/** Finds the lines of a picture with the PP-OCRv4 detector. */
export async function findLines(session: InferenceSession, picture: Image): Promise<FoundLines> {
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (picture.width * picture.height)));
  const width = toGrid(picture.width * scale);
  const height = toGrid(picture.height * scale);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  const input = new Tensor('float32', planesOf(context, TRAINING), [1, 3, height, width]);
  const [output] = Object.values(await session.run({ [session.inputNames[0] ?? '']: input }));
  const values = output?.data;
  if (!(values instanceof Float32Array)) throw new Error('the detector gave no map');
  const [across, down] = [picture.width / width, picture.height / height];
  const boxes = findTextRegions({ values, width, height })
    .map(({ corners }) => smallestBox(corners))
    .filter((box) => box.height >= LOWEST_LINE)
    .map((box) => stretched(unclipped(box, UNCLIP_RATIO), across, down));
  return { boxes, scaled: scale < 1 };
}

function toGrid(side: number): number {
  return Math.max(GRID, Math.round(side / GRID) * GRID);
}

/** A box of the copy as a box of the picture; both scales are nearly the same, so it stays a rectangle. */
function stretched({ center, width, height, angle }: SlantedBox, across: number, down: number): SlantedBox {
  const along = Math.hypot(Math.cos(angle) * across, Math.sin(angle) * down);
  const upwards = Math.hypot(Math.sin(angle) * across, Math.cos(angle) * down);
  return {
    center: { x: center.x * across, y: center.y * down },
    width: width * along,
    height: height * upwards,
    angle: Math.atan2(Math.sin(angle) * down, Math.cos(angle) * across),
  };
}
