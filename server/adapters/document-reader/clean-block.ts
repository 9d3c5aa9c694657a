import { cleanText } from './clean-text.ts';
import type { AnsweredBlock } from './parse-answer.ts';
import type { FileBlock } from './picture-block.ts';

/** Rows of a table with cleaned texts. */
export function cleanRows(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((row) => row.map(cleanText));
}

/** A block with cleaned texts; the rows of a table are a copy, to which further ones may be added. */
export function cleanBlock(block: FileBlock): AnsweredBlock {
  if (block.kind === 'picture') return { ...block, where: cleanText(block.where) };
  if (block.kind !== 'table') return { ...block, text: cleanText(block.text) };
  const { kind, name, rows, rowNumbers, page } = block;
  const cleaned = { kind, name: name === null ? null : cleanText(name), rows: cleanRows(rows), page };
  return rowNumbers ? { ...cleaned, rowNumbers: [...rowNumbers] } : cleaned;
}
