import type { OcrBox, OcrLine } from '../../ports/ocr.ts';

/** Pieces in reading order. Those of one height become one line, so that a row of a table stays together. */
export function inReadingOrder(pieces: readonly OcrLine[]): readonly OcrLine[] {
  const rows: OcrLine[][] = [];
  for (const piece of pieces.toSorted((one, other) => middle(one.box) - middle(other.box))) {
    const row = rows.at(-1);
    if (row?.[0] !== undefined && areLevel(row[0].box, piece.box)) row.push(piece);
    else rows.push([piece]);
  }
  return rows.map(joined);
}

function middle({ y, height }: OcrBox): number {
  return y + height / 2;
}

function areLevel(one: OcrBox, other: OcrBox): boolean {
  return Math.abs(middle(one) - middle(other)) < Math.min(one.height, other.height) / 2;
}

function joined(row: readonly OcrLine[]): OcrLine {
  const pieces = row.toSorted((one, other) => one.box.x - other.box.x);
  const [left, top] = [Math.min(...pieces.map(({ box }) => box.x)), Math.min(...pieces.map(({ box }) => box.y))];
  const right = Math.max(...pieces.map(({ box }) => box.x + box.width));
  const bottom = Math.max(...pieces.map(({ box }) => box.y + box.height));
  const characters = pieces.reduce((sum, { text }) => sum + text.length, 0);
  return {
    text: pieces.map(({ text }) => text).join(' '),
    confidence: pieces.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0) / characters,
    box: { x: left, y: top, width: right - left, height: bottom - top },
    ...(pieces.length > 1 ? { pieces: pieces.map(({ text, box }) => ({ text, box })) } : {}),
  };
}
