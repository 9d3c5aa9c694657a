import type { DocumentBlock, LeftOut, ReadDocument } from '../../ports/document-reader.ts';
import { readLists, type ListMarks } from './docx-lists.ts';
import { readStyles, type ParagraphStyle } from './docx-styles.ts';
import { openOffice } from './office-package.ts';
import { picturePlace } from './place-names.ts';
import { readXml, type XmlAttributes } from './read-xml.ts';
import { TableGrid } from './table-grid.ts';

/** Old revisions, and a second copy of what newer programs show otherwise. */
const SKIPPED = new Set(['moveFrom', 'Fallback', 'rt', 'del']);
const SEPARATE_LINES = '\n';

interface Paragraph {
  text: string;
  style: string;
  outline: number | undefined;
  listId: string | undefined;
  listLevel: number;
}

interface Cell {
  readonly lines: string[];
  columns: number;
  continues: boolean;
}

interface Table {
  readonly grid: TableGrid;
  readonly page: number | null;
  cell: Cell | undefined;
}

/** Follows the body of a Word document and gathers its blocks. */
class DocxBody {
  readonly blocks: DocumentBlock[] = [];
  pictures = 0;
  #page: number | null;
  readonly #styles: ReadonlyMap<string, ParagraphStyle>;
  readonly #lists: ListMarks;
  readonly #paragraphs: Paragraph[] = [];
  readonly #tables: Table[] = [];
  #skipping = 0;
  #hiddenRun = false;
  #inText = false;

  constructor(styles: ReadonlyMap<string, ParagraphStyle>, lists: ListMarks, paged: boolean) {
    this.#styles = styles;
    this.#lists = lists;
    this.#page = paged ? 1 : null;
  }

  /** The page it came to; null when Word has left no marks of pages. */
  get page(): number | null {
    return this.#page;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (this.#skipping > 0 || SKIPPED.has(name)) {
      this.#skipping += 1;
      return;
    }
    if (name === 'p') {
      this.#paragraphs.push({ text: '', style: '', outline: undefined, listId: undefined, listLevel: 0 });
    } else if (name === 'tbl') {
      this.#tables.push({ grid: new TableGrid(), page: this.#page, cell: undefined });
    } else if (name === 'tr') this.#tables.at(-1)?.grid.beginRow();
    else if (name === 'tc') this.#openCell();
    else if (name === 'r') this.#hiddenRun = false;
    else if (name === 'vanish') this.#hiddenRun = attributes['val'] !== '0' && attributes['val'] !== 'false';
    else if (name === 't') this.#inText = true;
    else if (name === 'drawing' || name === 'pict') this.pictures += 1;
    else if (name === 'lastRenderedPageBreak') this.#page = (this.#page ?? 0) + 1;
    else if (name === 'tab') this.#write('\t');
    else if (name === 'br' || name === 'cr') this.#write('\n');
    else if (name === 'noBreakHyphen') this.#write('-');
    else this.#property(name, attributes);
  }

  close(name: string): void {
    if (this.#skipping > 0) {
      this.#skipping -= 1;
      return;
    }
    if (name === 't') this.#inText = false;
    else if (name === 'p') this.#closeParagraph();
    else if (name === 'tc') this.#closeCell();
    else if (name === 'tr') this.#tables.at(-1)?.grid.endRow();
    else if (name === 'tbl') this.#closeTable();
  }

  text(text: string): void {
    if (this.#inText && this.#skipping === 0) this.#write(text);
  }

  #write(text: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph && !this.#hiddenRun) paragraph.text += text;
  }

  #property(name: string, { val }: XmlAttributes): void {
    const paragraph = this.#paragraphs.at(-1);
    const cell = this.#tables.at(-1)?.cell;
    if (name === 'gridSpan' && cell) cell.columns = Number(val) || 1;
    else if (name === 'vMerge' && cell) cell.continues = val !== 'restart';
    else if (paragraph && name === 'pStyle') paragraph.style = val ?? '';
    else if (paragraph && name === 'outlineLvl') paragraph.outline = Number(val ?? 9);
    else if (paragraph && name === 'numId') paragraph.listId = val;
    else if (paragraph && name === 'ilvl') paragraph.listLevel = Number(val ?? 0);
  }

  #openCell(): void {
    const table = this.#tables.at(-1);
    if (table) table.cell = { lines: [], columns: 1, continues: false };
  }

  #closeCell(): void {
    const table = this.#tables.at(-1);
    const cell = table?.cell;
    if (!table || !cell) return;
    table.grid.add(cell.continues ? table.grid.above() : cell.lines.join(SEPARATE_LINES), cell.columns);
    table.cell = undefined;
  }

  #closeParagraph(): void {
    const paragraph = this.#paragraphs.pop();
    this.#hiddenRun = false;
    if (!paragraph) return;
    const style = this.#styles.get(paragraph.style);
    const text = paragraph.text.trim();
    if (text === '' || style?.contents) return;
    const listId = paragraph.listId ?? style?.listId;
    const mark = listId === undefined || listId === '0' ? '' : this.#lists.next(listId, paragraph.listLevel);
    const marked = mark === '' ? text : `${mark} ${text}`;
    const cell = this.#tables.at(-1)?.cell;
    if (cell) {
      cell.lines.push(marked);
      return;
    }
    const outline = paragraph.outline !== undefined && paragraph.outline < 9 ? paragraph.outline + 1 : 0;
    const level = outline || (style?.headingLevel ?? 0);
    this.blocks.push(
      level > 0
        ? { kind: 'heading', level, text: marked.replace(/\s+/gu, ' '), page: this.#page }
        : { kind: 'paragraph', text: marked, page: this.#page },
    );
  }

  #closeTable(): void {
    const table = this.#tables.pop();
    const rows = table?.grid.rows() ?? [];
    if (!table || rows.length === 0) return;
    const outer = this.#tables.at(-1)?.cell;
    if (outer) outer.lines.push(...rows.map((row) => row.filter((text) => text !== '').join(' ')));
    else this.blocks.push({ kind: 'table', name: null, rows, page: table.page });
  }
}

function hasPageMarks(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('lastRenderedPageBreak');
}

/** Headings, paragraphs with their list marks, and tables of a Word document; its pictures are counted as left out. */
export function readDocx(bytes: Uint8Array): ReadDocument {
  const office = openOffice(bytes, 'word');
  const main = office.needed(office.main);
  const beside = (kind: string): Uint8Array | undefined =>
    office.part(office.relationships(office.main).find((relationship) => relationship.kind === kind)?.target ?? '');
  const styles = readStyles(beside('styles'));
  const lists = readLists(beside('numbering'));
  const body = new DocxBody(styles, lists, hasPageMarks(main));
  readXml(main, {
    open: (name, attributes) => body.open(name, attributes),
    close: (name) => body.close(name),
    text: (text) => body.text(text),
  });
  const leftOut: LeftOut[] = body.pictures > 0 ? [{ where: picturePlace(body.pictures), reason: 'picture' }] : [];
  return { format: 'docx', pages: body.page, blocks: body.blocks, leftOut };
}
