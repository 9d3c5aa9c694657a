import type { DocumentBlock } from '../../ports/document-reader.ts';
import { joinTexts } from './pdf-lines.ts';

/** A line that was read in a picture, with its place in it. */
export interface RecognisedLine {
  readonly text: string;
  readonly confidence: number;
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** White between two lines, in heights of a line, from which a new paragraph begins. */
const PARAGRAPH_GAP = 0.9;
/** A line that ends this many heights before the widest ends its paragraph. */
const SHORT_END = 3;
const LIST_ITEM = /^(?:[•·●○■□◆-]\s*|\d{1,3}[.)、．]|[（(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]|[①-⑳])/u;
const NUMBERED_HEADING =
  /^(?:第[一二三四五六七八九十百零\d]{1,6}[章节篇部]|[一二三四五六七八九十]{1,3}、)[^。；;！!？?]{1,28}$/u;

function begins(line: RecognisedLine, before: RecognisedLine, right: number): boolean {
  if (LIST_ITEM.test(line.text) || NUMBERED_HEADING.test(before.text)) return true;
  const white = line.box.y - (before.box.y + before.box.height);
  if (white > before.box.height * PARAGRAPH_GAP || white < -before.box.height * 2) return true;
  return before.box.x + before.box.width < right - before.box.height * SHORT_END;
}

function toBlock(lines: readonly RecognisedLine[], page: number | null): DocumentBlock {
  const text = lines.reduce((joined, line) => joinTexts(joined, line.text.trim()), '');
  if (lines.length === 1 && NUMBERED_HEADING.test(text)) return { kind: 'heading', level: 2, text, page };
  const letters = lines.reduce((sum, line) => sum + line.text.length, 0);
  const weighed = lines.reduce((sum, line) => sum + line.confidence * line.text.length, 0);
  return { kind: 'paragraph', text, page, ocrConfidence: Math.round((weighed / letters) * 1000) / 1000 };
}

/** Paragraphs of a picture: lines that stand close and fill the width belong together. */
export function recognisedBlocks(lines: readonly RecognisedLine[], page: number | null): DocumentBlock[] {
  const written = lines.filter(({ text }) => text.trim() !== '');
  const right = Math.max(0, ...written.map(({ box }) => box.x + box.width));
  const groups: RecognisedLine[][] = [];
  for (const line of written) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group && before && !begins(line, before, right)) group.push(line);
    else groups.push([line]);
  }
  return groups.map((group) => toBlock(group, page));
}
