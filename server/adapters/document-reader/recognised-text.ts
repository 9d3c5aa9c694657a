import type { DocumentBlock } from '../../ports/document-reader.ts';
import { joinTexts, type PdfLine } from './pdf-lines.ts';
import { tableAt } from './pdf-tables.ts';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line that was read in a picture, with its place in it and what stands apart on it. */
export interface RecognisedLine {
  readonly text: string;
  readonly confidence: number;
  readonly box: Place;
  readonly pieces?: readonly { readonly text: string; readonly box: Place }[];
}

/** Where the first line begins and the last one ends, from left to right. */
interface Margins {
  readonly left: number;
  readonly right: number;
}

/** White between two lines, in heights of a line, from which a new paragraph begins. */
const PARAGRAPH_GAP = 0.9;
/** A line that ends this many heights before the widest ends its paragraph. */
const SHORT_END = 3;
/** Where no line is wider than so many heights nothing runs on from line to line: a sign, a label, a list of hours. */
const WIDEST_OF_SIGN = 12;
const LIST_ITEM = /^(?:[•·●○■□◆-]\s*|\d{1,3}[.)、．]|[（(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]|[①-⑳])/u;
const NUMBERED_HEADING =
  /^(?:第[一二三四五六七八九十百零\d]{1,6}[章节篇部]|[一二三四五六七八九十]{1,3}、)[^。；;！!？?]{1,28}$/u;

/** 额定电压：220V, as labels and forms have line by line. */
const FIELD = /^[^：:，。；\s]{1,10}[：:]\s*\S/u;

function begins(line: RecognisedLine, before: RecognisedLine, { left, right }: Margins): boolean {
  if (right - left < before.box.height * WIDEST_OF_SIGN) return true;
  if (LIST_ITEM.test(line.text) || FIELD.test(line.text) || NUMBERED_HEADING.test(before.text)) return true;
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

/** The line as the finder of tables knows lines. */
function laidOut({ text, box, pieces = [{ text, box }] }: RecognisedLine): PdfLine {
  return {
    y: box.y + box.height,
    size: box.height,
    cells: pieces.map((piece) => ({ text: piece.text, x: piece.box.x, right: piece.box.x + piece.box.width })),
  };
}

/** Tables and paragraphs of a picture: lines that stand close and fill the width belong together. */
export function recognisedBlocks(lines: readonly RecognisedLine[], page: number | null): DocumentBlock[] {
  const written = lines.filter(({ text }) => text.trim() !== '');
  const margins = {
    left: Math.min(...written.map(({ box }) => box.x)),
    right: Math.max(...written.map(({ box }) => box.x + box.width)),
  };
  const laid = written.map(laidOut);
  const blocks: DocumentBlock[] = [];
  let group: RecognisedLine[] = [];
  const flush = (): void => {
    if (group.length > 0) blocks.push(toBlock(group, page));
    group = [];
  };
  for (let index = 0; index < written.length; index += 1) {
    const line = written[index];
    const before = group.at(-1);
    const table = tableAt(laid, index);
    if (table || (line && before && begins(line, before, margins))) flush();
    if (table) blocks.push({ kind: 'table', name: null, rows: table.rows, page });
    else if (line) group.push(line);
    if (table) index += table.used - 1;
  }
  flush();
  return blocks;
}
