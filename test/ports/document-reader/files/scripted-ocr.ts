import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { DocumentBlock, PictureMemory } from '../../../../server/ports/document-reader.ts';

interface SeenPicture {
  readonly width: number;
  readonly height: number;
  /** Red of the dot in the middle of the lower half. */
  readonly shade: number;
}

/** Stands for the engine: keeps what it saw and says what it is told to. */
export class ScriptedOcr {
  readonly seen: SeenPicture[] = [];
  answer: (count: number) => readonly string[] | Error = (count) => [
    `第 ${count} 张图上的第一行文字写到了边上`,
    '接着是第二行。',
  ];

  async read({ bytes }: { readonly bytes: Uint8Array }, signal: AbortSignal) {
    signal.throwIfAborted();
    const picture = await loadImage(Buffer.from(bytes));
    const context = createCanvas(picture.width, picture.height).getContext('2d');
    context.drawImage(picture, 0, 0);
    const [shade = -1] = context.getImageData(
      Math.floor(picture.width / 2),
      Math.floor(picture.height * 0.75),
      1,
      1,
    ).data;
    this.seen.push({ width: picture.width, height: picture.height, shade });
    const answer = this.answer(this.seen.length);
    if (answer instanceof Error) throw answer;
    const lines = answer.map((text, index) => ({
      text,
      confidence: 0.9,
      box: { x: 50, y: 100 + index * 30, width: text.length * 20, height: 24 },
    }));
    return { lines, scaled: false };
  }
}

/** What an interrupted reading leaves, in memory. */
export function rememberedPictures(): PictureMemory & { readonly kept: Map<number, readonly DocumentBlock[]> } {
  const kept = new Map<number, readonly DocumentBlock[]>();
  return {
    kept,
    recall: (picture) => Promise.resolve(kept.has(picture) ? [...(kept.get(picture) ?? [])] : null),
    keep: (picture, blocks) => Promise.resolve(void kept.set(picture, blocks)),
  };
}
