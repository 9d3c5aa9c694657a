import { createCanvas, GlobalFonts } from '@napi-rs/canvas';

/** A page of running text, and what is written on it. */
export interface DrawnPage {
  readonly png: Buffer;
  readonly lines: readonly string[];
}

export interface PageSize {
  readonly width: number;
  readonly height: number;
  /** Pixels of a character. */
  readonly fontSize: number;
}

/** A family with Chinese characters; undefined when the machine has none. */
export function chineseFont(): string | undefined {
  return GlobalFonts.families
    .map(({ family }) => family)
    .find((family) => /CJK|Hei|Song|Kai|Fang|YaHei|PingFang/u.test(family));
}

/** Fills a page with text from left to right, black on white, a margin of two characters round it. */
export function drawPage(text: string, { width, height, fontSize }: PageSize, font: string): DrawnPage {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#111';
  context.font = `${fontSize}px "${font}"`;
  const characters = Array.from(text.replaceAll(/\s+/gu, ''));
  const margin = fontSize * 2;
  const lines: string[] = [];
  for (let y = margin; y < height - margin && characters.length > 0; y += fontSize * 1.6) {
    let line = '';
    while (characters.length > 0 && context.measureText(line + (characters[0] ?? '')).width < width - 2 * margin) {
      line += characters.shift() ?? '';
    }
    context.fillText(line, margin, y);
    lines.push(line);
  }
  return { png: canvas.toBuffer('image/png'), lines };
}
