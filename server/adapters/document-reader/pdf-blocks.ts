import type { InsetPicture } from './pdf-inset.ts';
import { joinTexts, lineText, type PdfLine } from './pdf-lines.ts';
import { tableAt } from './pdf-tables.ts';
import type { FileBlock } from './picture-block.ts';

/** Lines of a page after what repeats on every page was dropped, and its pictures from top to bottom. */
export interface PdfLinePage {
  readonly page: number;
  readonly lines: readonly PdfLine[];
  readonly pictures: readonly InsetPicture[];
}

/** A heading is this much larger than the text, short, and no sentence. */
const HEADING_SIZE = 1.15;
const LONGEST_HEADING = 60;
const SENTENCE_END = /[。！？；!?;：:，,、]$/u;
const NUMBERED_HEADING =
  /^(?:第[一二三四五六七八九十百零\d]{1,6}[章节篇部]|[一二三四五六七八九十]{1,3}、|\d{1,2}(?:\.\d{1,2}){1,3}\s)/u;
const LIST_ITEM =
  /^(?:[•·●○■□◆▪➢✓*-]\s*|\d{1,3}[.)、．]\s*|[（(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]|[①-⑳])\S/u;
/** A line that ends this many ems before the others ends its paragraph. */
const SHORT_END = 3;
/** A line that leaves this share of its width empty ends its paragraph, whatever it says. */
const LOOSE_END = 0.3;

/** The size most letters have. */
export function bodySize(pages: readonly PdfLinePage[]): number {
  const letters = new Map<number, number>();
  for (const { lines } of pages) {
    for (const line of lines) {
      const size = Math.round(line.size * 2) / 2;
      letters.set(size, (letters.get(size) ?? 0) + lineText(line).length);
    }
  }
  let best = 0;
  let most = -1;
  for (const [size, count] of letters) if (count > most) [best, most] = [size, count];
  return best;
}

function headingSizes(pages: readonly PdfLinePage[], body: number): number[] {
  const sizes = new Set<number>();
  for (const { lines } of pages) {
    for (const line of lines) {
      const text = lineText(line);
      if (line.size >= body * HEADING_SIZE && text.length <= LONGEST_HEADING) sizes.add(Math.round(line.size));
    }
  }
  return [...sizes].toSorted((one, other) => other - one);
}

/** Makes blocks of the lines of a document, page after page. */
class PdfBlocks {
  readonly blocks: FileBlock[] = [];
  readonly #body: number;
  readonly #sizes: readonly number[];
  /** The paragraph under way, over the end of a page if need be. */
  #open: { text: string; page: number; last: PdfLine; right: number } | undefined;

  constructor(body: number, sizes: readonly number[]) {
    this.#body = body;
    this.#sizes = sizes;
  }

  addPage({ page, lines, pictures }: PdfLinePage): void {
    const waiting = [...pictures];
    const right = Math.max(0, ...lines.map(({ cells }) => cells.at(-1)?.right ?? 0));
    for (let index = 0; index < lines.length; index += 1) {
      const line = lines[index];
      if (!line) continue;
      while ((waiting[0]?.y ?? Infinity) < line.y) this.#picture(waiting.shift());
      const table = tableAt(lines, index);
      if (table) {
        this.flush();
        this.blocks.push({ kind: 'table', name: null, rows: table.rows, page });
        index += table.used - 1;
      } else if (this.#headingLevel(line) > 0) this.#heading(line, page, index === 0 ? undefined : lines[index - 1]);
      else this.#text(line, page, right);
    }
    for (const picture of waiting) this.#picture(picture);
    const open = this.#open;
    if (open && /[。！？.!?]$/u.test(open.text)) this.flush();
  }

  flush(): void {
    if (this.#open) this.blocks.push({ kind: 'paragraph', text: this.#open.text, page: this.#open.page });
    this.#open = undefined;
  }

  #picture(picture: InsetPicture | undefined): void {
    this.flush();
    if (picture) this.blocks.push(picture.block);
  }

  #headingLevel(line: PdfLine): number {
    const text = lineText(line);
    if (text.length > LONGEST_HEADING || SENTENCE_END.test(text) || !/[\p{L}]/u.test(text)) return 0;
    if (line.size >= this.#body * HEADING_SIZE) {
      const rank = this.#sizes.findIndex((size) => size <= Math.round(line.size));
      return Math.min(6, Math.max(1, rank + 1));
    }
    if (line.size < this.#body * 0.95 || text.length > 30 || !NUMBERED_HEADING.test(text)) return 0;
    const above = Math.min(3, this.#sizes.length);
    const dots = /^\d[\d.]*/u.exec(text)?.[0].split('.').length ?? 1;
    return Math.min(6, above + dots);
  }

  #heading(line: PdfLine, page: number, before: PdfLine | undefined): void {
    const level = this.#headingLevel(line);
    const last = this.blocks.at(-1);
    const close = before && line.y - before.y < line.size * 1.6 && Math.abs(before.size - line.size) < 0.5;
    this.flush();
    if (
      close &&
      last?.kind === 'heading' &&
      last.level === level &&
      last.page === page &&
      !NUMBERED_HEADING.test(lineText(line))
    ) {
      this.blocks.splice(-1, 1, { ...last, text: joinTexts(last.text, lineText(line)) });
    } else this.blocks.push({ kind: 'heading', level, text: lineText(line), page });
  }

  #text(line: PdfLine, page: number, right: number): void {
    const text = lineText(line);
    const open = this.#open;
    if (!open || this.#begins(line, open, page)) {
      this.flush();
      this.#open = { text, page, last: line, right };
    } else this.#open = { ...open, text: joinTexts(open.text, text), last: line, right };
  }

  #begins(line: PdfLine, open: { text: string; page: number; last: PdfLine; right: number }, page: number): boolean {
    const { last } = open;
    if (LIST_ITEM.test(lineText(line)) || Math.abs(last.size - line.size) > line.size * 0.1) return true;
    const indented = (line.cells[0]?.x ?? 0) > (last.cells[0]?.x ?? 0) + line.size * 1.5;
    const gap = line.y - last.y;
    // On the next page, or in the next column, only the text can tell.
    if (gap <= 0 || page !== open.page) return indented || /[。！？.!?：:]$/u.test(open.text);
    const missing = open.right - (last.cells.at(-1)?.right ?? 0);
    // Items of a list whose marks are drawn and not written end their lines wherever they like.
    if (missing > (open.right - (last.cells[0]?.x ?? 0)) * LOOSE_END) return true;
    const short = missing > line.size * SHORT_END;
    return (
      gap > line.size * 2.2 ||
      (indented && !LIST_ITEM.test(open.text)) ||
      (short && /[。！？.!?：:;；]$/u.test(open.text))
    );
  }
}

/** Headings by size and number, paragraphs, and tables of a PDF. */
export function toBlocks(pages: readonly PdfLinePage[]): FileBlock[] {
  const body = bodySize(pages);
  const result = new PdfBlocks(body, headingSizes(pages, body));
  for (const page of pages) result.addPage(page);
  result.flush();
  return result.blocks;
}
