import { AppError } from '../../ports/errors.ts';
import type { DocumentBlock } from '../../ports/document-reader.ts';
import type { PartlyRead } from './picture-block.ts';
import { evenRows } from './table-grid.ts';

const HEADING = /^ {0,3}(#{1,6})\s+(.*)$/u;
const UNDERLINE = /^ {0,3}(=+|-{2,})\s*$/u;
const FENCE = /^ {0,3}(```|~~~)/u;
const LIST_ITEM = /^\s*(?:[-*+•]|\d{1,9}[.)、])\s+/u;
const LINE_BREAK = /<br\s*\/?>/giu;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/u;
const RULE = /^ {0,3}(?:[-*_]\s*){3,}$/u;
/** A table of more cells is data, not knowledge. */
const MOST_CELLS = 1_000_000;
const DATA = 'data:image/';
const LONGEST_DATA = 32 * 1024 * 1024;
/** Longer lines are data; looking for marks in them only costs time. */
const LONGEST_MARKED_LINE = 20_000;

function withoutComments(line: string): string {
  let rest = line;
  for (let at = rest.indexOf('<!--'); at >= 0; at = rest.indexOf('<!--', at)) {
    const end = rest.indexOf('-->', at);
    if (end < 0) return rest;
    rest = rest.slice(0, at) + rest.slice(end + 3);
  }
  return rest;
}

/** Marks that carry no meaning for a reader in a chat: emphasis, links' targets, comments. */
function plain(line: string): string {
  if (line.length > LONGEST_MARKED_LINE) return line;
  return withoutComments(line)
    .replace(/!\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)[^)]*\)/gu, '$1（$2）')
    .replace(/\[([^\]]+)\]\([^)]*\)/gu, '$1')
    .replace(/(\*\*|__)(.+?)\1/gu, '$2')
    .replace(/`([^`]+)`/gu, '$1')
    .replace(LINE_BREAK, '\n')
    .replace(/<\/?[a-z][^<>]*>/giu, '')
    .replace(/^\s*>\s?/u, '');
}

/** Pictures that stand in the text itself: letters and digits without end. */
function withoutData(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = text.indexOf(DATA); at >= 0; at = text.indexOf(DATA, from)) {
    const end = /[)>"'\s]/u.exec(text.slice(at, at + LONGEST_DATA))?.index ?? LONGEST_DATA;
    pieces.push(text.slice(from, at));
    from = at + end;
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(from);
}

function isTableRow(line: string): boolean {
  return line.length < LONGEST_MARKED_LINE && line.trim().length > 1 && /(?<!\\)\|/u.test(line);
}

/** A line of cells over a line of dashes, parted as often. */
function beginsTable(line: string, next: string): boolean {
  if (!isTableRow(line) || !next.includes('|') || !next.includes('-')) return false;
  return TABLE_RULE.test(next.slice(0, LONGEST_MARKED_LINE));
}

function cellsOf(line: string): string[] {
  const inner = line.trim().replace(/^\|/u, '').replace(/\|$/u, '');
  return inner.split(/(?<!\\)\|/u).map((cell) => plain(cell.replaceAll('\\|', '|')).trim());
}

/** Reads the lines of a Markdown text into blocks. */
class MarkdownLines {
  readonly blocks: DocumentBlock[] = [];
  #prose: string[] = [];
  #cells = 0;

  flush(): void {
    const text = this.#prose.join('\n').trim();
    if (text !== '') this.blocks.push({ kind: 'paragraph', text, page: null });
    this.#prose = [];
  }

  heading(level: number, text: string): void {
    this.flush();
    const name = plain(text).trim();
    if (name !== '') this.blocks.push({ kind: 'heading', level, text: name, page: null });
  }

  table(lines: readonly string[]): void {
    this.flush();
    const rows = lines.map((line) => {
      const cells = cellsOf(line);
      this.#cells += cells.length;
      if (this.#cells > MOST_CELLS) throw new AppError('LIMIT_FILE', { cells: this.#cells, limit: MOST_CELLS });
      return cells;
    });
    this.blocks.push({ kind: 'table', name: null, rows: evenRows(rows), page: null });
  }

  line(line: string): void {
    if (line.trim() === '' || LIST_ITEM.test(line)) this.flush();
    if (line.trim() !== '') this.#prose.push(plain(line));
  }

  fenced(line: string): void {
    this.#prose.push(line);
  }

  /** A line of = or - under a single line makes that line a heading. */
  underline(mark: string): boolean {
    if (this.#prose.length !== 1) return false;
    const [text = ''] = this.#prose;
    this.#prose = [];
    this.heading(mark.startsWith('=') ? 1 : 2, text);
    return true;
  }
}

/** Headings, paragraphs, list items (a paragraph each) and tables of a Markdown text. */
export function readMarkdown(text: string): PartlyRead {
  const lines = withoutData(text)
    .replace(/^---\n[\s\S]*?\n---\n/u, '')
    .split('\n');
  const result = new MarkdownLines();
  let fenced = false;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const heading = fenced ? null : HEADING.exec(line.slice(0, LONGEST_MARKED_LINE));
    const underline = fenced ? null : UNDERLINE.exec(line.slice(0, LONGEST_MARKED_LINE));
    if (FENCE.test(line)) {
      fenced = !fenced;
      result.flush();
    } else if (fenced) result.fenced(line);
    else if (heading) result.heading(heading[1]?.length ?? 1, (heading[2] ?? '').replace(/\s+#+\s*$/u, ''));
    else if (underline && result.underline(underline[1] ?? '')) continue;
    else if (RULE.test(line.slice(0, 200))) result.flush();
    else if (beginsTable(line, lines[index + 1] ?? '')) {
      let end = index + 2;
      while (isTableRow(lines[end] ?? '')) end += 1;
      result.table([line, ...lines.slice(index + 2, end)]);
      index = end - 1;
    } else result.line(line);
  }
  result.flush();
  return { format: 'markdown', pages: null, blocks: result.blocks, leftOut: [] };
}
