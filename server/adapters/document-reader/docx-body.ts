import type { FileBlock, PictureBlock } from './picture-block.ts';
import type { ListMarks } from './docx-lists.ts';
import type { ParagraphStyle } from './docx-styles.ts';
import type { XmlAttributes } from './read-xml.ts';
import { TableGrid } from './table-grid.ts';

/** Old revisions, and a second copy of what newer programs show otherwise. */
const SKIPPED = new Set(['moveFrom', 'Fallback', 'rt', 'del']);
const SEPARATE_LINES = '\n';

interface Paragraph {
  text: string;
  style: string;
  outline: number | undefined;
  listId: string | undefined;
  listLevel: number | undefined;
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

/** What the body of a Word document refers to. */
export interface DocxContext {
  readonly styles: ReadonlyMap<string, ParagraphStyle>;
  readonly lists: ListMarks;
  /** Text of a footnote or endnote by its id; empty when there is none. */
  note(kind: 'footnote' | 'endnote', id: string): string;
  /** The picture of a relationship; undefined when there is nothing to read. */
  picture(relationship: string, page: number | null): PictureBlock | undefined;
  /** What the shapes of a diagram say. */
  diagram(relationship: string | undefined): readonly string[];
}

/** Follows the body of a Word document and gathers its blocks. */
export class DocxBody {
  readonly blocks: FileBlock[] = [];
  #page: number | null;
  readonly #context: DocxContext;
  /** Pictures and diagrams of the paragraph or table under way: they follow it. */
  #following: FileBlock[] = [];
  readonly #paragraphs: Paragraph[] = [];
  readonly #tables: Table[] = [];
  #skipping = 0;
  #hiddenRun = false;
  #inText = false;

  constructor(context: DocxContext, paged: boolean) {
    this.#context = context;
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
      this.#paragraphs.push({ text: '', style: '', outline: undefined, listId: undefined, listLevel: undefined });
    } else if (name === 'tbl') {
      this.#tables.push({ grid: new TableGrid(), page: this.#page, cell: undefined });
    } else if (name === 'tr') this.#tables.at(-1)?.grid.beginRow();
    else if (name === 'tc') this.#openCell();
    else if (name === 'r') this.#hiddenRun = false;
    else if (name === 'vanish') this.#hiddenRun = attributes['val'] !== '0' && attributes['val'] !== 'false';
    else if (name === 't') this.#inText = true;
    else if (name === 'blip') this.#picture(attributes['embed'] ?? attributes['link']);
    else if (name === 'relIds') this.#diagram(attributes['dm']);
    else if (name === 'imagedata') this.#picture(attributes['id']);
    else if (name === 'footnoteReference') this.#note('footnote', attributes['id']);
    else if (name === 'endnoteReference') this.#note('endnote', attributes['id']);
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

  #note(kind: 'footnote' | 'endnote', id = ''): void {
    const text = this.#context.note(kind, id);
    if (text !== '') this.#write(`（注：${text}）`);
  }

  #diagram(relationship: string | undefined): void {
    for (const text of this.#context.diagram(relationship))
      this.#following.push({ kind: 'paragraph', text: `• ${text}`, page: this.#page });
  }

  #picture(relationship: string | undefined): void {
    const picture = relationship === undefined ? undefined : this.#context.picture(relationship, this.#page);
    if (picture) this.#following.push(picture);
  }

  #placeFollowing(): void {
    if (this.#tables.length > 0) return;
    this.blocks.push(...this.#following);
    this.#following = [];
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
    const style = this.#context.styles.get(paragraph.style);
    const text = paragraph.text.trim();
    if (text !== '' && !style?.contents) this.#pushText(paragraph, text, style);
    this.#placeFollowing();
  }

  #pushText(paragraph: Paragraph, text: string, style: ParagraphStyle | undefined): void {
    const listId = paragraph.listId ?? style?.listId;
    const listLevel = paragraph.listLevel ?? style?.listLevel ?? 0;
    const mark = listId === undefined || listId === '0' ? '' : this.#context.lists.next(listId, listLevel);
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
    const outer = this.#tables.at(-1)?.cell;
    if (outer) outer.lines.push(...rows.map((row) => row.filter((text) => text !== '').join(' ')));
    else if (table && rows.length > 0) this.blocks.push({ kind: 'table', name: null, rows, page: table.page });
    this.#placeFollowing();
  }
}
