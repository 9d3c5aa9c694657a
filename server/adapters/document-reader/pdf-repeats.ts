import type { InsetPicture } from './pdf-inset.ts';
import { lineText, type PdfLine } from './pdf-lines.ts';

/** Running lines are printed small; what is this much larger than the text is a heading, on every page or not. */
const LARGEST = 1.1;

/** Lines and pictures of a page with the page's height. */
export interface MeasuredPage {
  readonly page: number;
  readonly height: number;
  readonly lines: readonly PdfLine[];
  readonly pictures: readonly InsetPicture[];
}

/** Where running heads and feet stand, as a share of the page's height. */
const HEAD = 0.1;
const FOOT = 0.9;
const FEWEST_PAGES = 3;
const SHARE = 0.4;
const PAGE_NUMBER =
  /^[-–—·\s]*(?:第\s*)?(?:page\s*)?\d{1,5}\s*(?:页)?\s*(?:[/／,，]?\s*(?:of\s*|共\s*)?\d{1,5}\s*页?)?[-–—·\s]*$/iu;

function isAtEdge({ y }: PdfLine, height: number): boolean {
  return y < height * HEAD || y > height * FOOT;
}

function likeness(line: PdfLine): string {
  return lineText(line).replace(/\d+/gu, '#').replace(/\s+/gu, '');
}

/** Drops page numbers and the heads and feet that run through a document; `body` is the size of its text. */
export function withoutRunningLines(pages: readonly MeasuredPage[], body: number): MeasuredPage[] {
  const counts = new Map<string, number>();
  for (const { lines, height } of pages) {
    const here = new Set(lines.filter((line) => isAtEdge(line, height)).map(likeness));
    for (const text of here) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const least = Math.max(FEWEST_PAGES, pages.length * SHARE);
  return pages.map((page) => ({
    ...page,
    lines: page.lines.filter(
      (line) =>
        !isAtEdge(line, page.height) ||
        line.size > body * LARGEST ||
        !((counts.get(likeness(line)) ?? 0) >= least || PAGE_NUMBER.test(lineText(line))),
    ),
  }));
}
