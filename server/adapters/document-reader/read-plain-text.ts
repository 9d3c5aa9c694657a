import type { PartlyRead } from './picture-block.ts';

/** A text without marks: paragraphs are parted by empty lines. */
export function readPlainText(text: string): PartlyRead {
  const blocks = text
    .split(/\n(?:[^\S\n]*\n)+/u)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => ({ kind: 'paragraph' as const, text: paragraph, page: null }));
  return { format: 'text', pages: null, blocks, leftOut: [] };
}
