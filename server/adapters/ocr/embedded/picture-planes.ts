import type { SKRSContext2D } from '@napi-rs/canvas';

/** How a network wants its numbers: (value − mean) / deviation of values 0–1, one figure a plane. */
export interface Training {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** The pixels of a canvas as three planes, blue, green and red: the order in which PaddleOCR's networks were trained. */
export function planesOf(context: SKRSContext2D, { mean, deviation }: Training): Float32Array {
  const { width, height } = context.canvas;
  const { data } = context.getImageData(0, 0, width, height);
  const size = width * height;
  const planes = new Float32Array(3 * size);
  for (const plane of [0, 1, 2] as const) {
    const channel = 2 - plane;
    const factor = 1 / (255 * deviation[plane]);
    const offset = mean[plane] / deviation[plane];
    const start = plane * size;
    for (let pixel = 0; pixel < size; pixel += 1) {
      planes[start + pixel] = (data[pixel * 4 + channel] ?? 0) * factor - offset;
    }
  }
  return planes;
}
