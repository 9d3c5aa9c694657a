import { Parser } from 'htmlparser2';
import { AppError } from '../../ports/errors.ts';
import type { DocumentBlock } from '../../ports/document-reader.ts';
import type { PartlyRead } from './picture-block.ts';
import { decodeText } from './decode-text.ts';
import { TableGrid } from './table-grid.ts';

/** Pages made by builders nest some 60 deep. */
const DEEPEST = 512;
const PIECE = 64 * 1024;
const SKIPPED = new Set(
  'script style noscript template svg math nav aside footer iframe object embed select button form dialog canvas audio video map'.split(
    ' ',
  ),
);
const BREAKS = new Set(
  'p div section article main header ul ol li dl dt dd table blockquote pre hr figure figcaption caption address details summary body td th tr'.split(
    ' ',
  ),
);
/** Lists of questions with their answers. */
const FOLDING = new Set(['details', 'dl']);
const HEADINGS: Readonly<Record<string, number>> = { h1: 1, h2: 2, h3: 3, h4: 4, h5: 5, h6: 6, summary: 6, dt: 6 };
/** Parts of a page that are not what it says. */
const ROLES = new Set(['navigation', 'contentinfo', 'search', 'menu', 'menubar', 'dialog', 'alertdialog']);
const HIDDEN_STYLE = /(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9]))/iu;
const CHARSET = /<meta[^<>]{0,200}charset\s*=\s*["']?([\w-]{1,40})/iu;

const DEEPEST_HEADING = 6;

type HtmlBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'table'; readonly name: string | null; readonly rows: readonly (readonly string[])[] };
type Attributes = Readonly<Record<string, string>>;

function isHidden(name: string, attributes: Attributes): boolean {
  return (
    SKIPPED.has(name) ||
    'hidden' in attributes ||
    ROLES.has(attributes['role'] ?? '') ||
    attributes['aria-hidden'] === 'true' ||
    HIDDEN_STYLE.test(attributes['style'] ?? '')
  );
}

interface HtmlTable {
  readonly grid: TableGrid;
  name: string | null;
  inName: boolean;
  cell: string[] | undefined;
  columns: number;
  rows: number;
}

/** Follows an HTML page and gathers what a visitor sees of it. */
class HtmlPage {
  readonly blocks: DocumentBlock[] = [];
  title = '';
  #depth = 0;
  #hiddenAt: number | undefined;
  #text = '';
  #heading = 0;
  #inTitle = false;
  #keepLines = 0;
  readonly #lists: (number | undefined)[] = [];
  #mark = '';
  readonly #tables: HtmlTable[] = [];
  /** An answer that folds out has ended: what follows does not belong to its question. */
  #unfolded = false;

  open(name: string, attributes: Attributes): void {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new AppError('HOSTILE_FILE', { reason: 'nesting' });
    if (this.#hiddenAt !== undefined) return;
    if (isHidden(name, attributes)) {
      this.#hiddenAt = this.#depth;
      return;
    }
    if (name === 'title') this.#inTitle = true;
    if (name === 'br') this.#text += '\n';
    if (BREAKS.has(name) || HEADINGS[name] !== undefined) this.#flush();
    if (name === 'pre') this.#keepLines += 1;
    if (name === 'ul' || name === 'ol') this.#lists.push(name === 'ol' ? 0 : undefined);
    if (name === 'li') this.#mark = this.#nextMark();
    if (name === 'table') {
      this.#tables.push({
        grid: new TableGrid(),
        name: null,
        inName: false,
        cell: undefined,
        columns: 1,
        rows: 1,
      });
    }
    this.#heading = HEADINGS[name] ?? this.#heading;
    const table = this.#tables.at(-1);
    if (!table) return;
    if (name === 'caption') table.inName = true;
    if (name === 'tr') table.grid.beginRow();
    if (name === 'td' || name === 'th') {
      table.cell = [];
      table.columns = Number(attributes['colspan']) || 1;
      table.rows = Math.min(Number(attributes['rowspan']) || 1, 1000);
    }
  }

  close(name: string): void {
    this.#depth -= 1;
    if (this.#hiddenAt !== undefined) {
      if (this.#depth < this.#hiddenAt) this.#hiddenAt = undefined;
      return;
    }
    if (name === 'title') this.#inTitle = false;
    if (BREAKS.has(name) || HEADINGS[name] !== undefined) this.#flush();
    if (HEADINGS[name] !== undefined) this.#heading = 0;
    if (name === 'pre') this.#keepLines -= 1;
    if (name === 'ul' || name === 'ol') this.#lists.pop();
    if (FOLDING.has(name)) this.#unfolded = true;
    const table = this.#tables.at(-1);
    if (!table) return;
    if (name === 'caption') table.inName = false;
    if ((name === 'td' || name === 'th') && table.cell) {
      table.grid.add(table.cell.join('\n'), table.columns, table.rows);
      table.cell = undefined;
    }
    if (name === 'tr') table.grid.endRow();
    if (name === 'table') this.#closeTable();
  }

  text(text: string): void {
    if (this.#hiddenAt !== undefined) return;
    if (this.#inTitle) this.title += text;
    else this.#text += this.#keepLines > 0 ? text : text.replace(/\s+/gu, ' ');
  }

  #nextMark(): string {
    const at = this.#lists.length - 1;
    const count = this.#lists[at];
    if (count === undefined) return '• ';
    this.#lists[at] = count + 1;
    return `${count + 1}. `;
  }

  #flush(): void {
    const text = this.#text.replace(/ *\n */gu, '\n').trim();
    this.#text = '';
    if (text === '') return;
    const marked = this.#mark + text;
    this.#mark = '';
    const table = this.#tables.at(-1);
    if (table?.inName) table.name = text.replace(/\s+/gu, ' ');
    else if (table?.cell) table.cell.push(marked);
    else if (this.#heading > 0) this.#push({ kind: 'heading', level: this.#heading, text: text.replace(/\s+/gu, ' ') });
    else this.#push({ kind: 'paragraph', text: marked });
  }

  #push(block: HtmlBlock): void {
    if (this.#unfolded && block.kind !== 'heading')
      this.blocks.push({ kind: 'heading', level: DEEPEST_HEADING, text: '', page: null });
    this.#unfolded = false;
    this.blocks.push({ ...block, page: null });
  }

  #closeTable(): void {
    const closed = this.#tables.pop();
    const rows = closed?.grid.rows() ?? [];
    if (rows.length === 0) return;
    const outer = this.#tables.at(-1)?.cell;
    const [first] = rows;
    if (outer) outer.push(...rows.map((row) => row.filter((text) => text !== '').join(' ')));
    else if (rows.length === 1 && first?.length === 1) this.#push({ kind: 'paragraph', text: first[0] ?? '' });
    else this.#push({ kind: 'table', name: closed?.name ?? null, rows });
  }

  finish(): void {
    this.#flush();
    const title = this.title.replace(/\s+/gu, ' ').trim();
    const named = this.blocks.some((block) => block.kind === 'heading' && block.level === 1);
    if (!named && title !== '' && this.blocks.length > 0)
      this.blocks.unshift({ kind: 'heading', level: 1, text: title, page: null });
  }
}

/** What a visitor sees of an HTML page: no scripts, styles, navigation or hidden parts; nothing is loaded. */
export function readHtml(bytes: Uint8Array): PartlyRead {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 2048));
  const text = decodeText(bytes, CHARSET.exec(start)?.[1]);
  const page = new HtmlPage();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => page.open(name, attributes),
      onclosetag: (name) => page.close(name),
      ontext: (piece) => page.text(piece),
    },
    { decodeEntities: true },
  );
  for (let at = 0; at < text.length; at += PIECE) parser.write(text.slice(at, at + PIECE));
  parser.end();
  page.finish();
  return { format: 'html', pages: null, blocks: page.blocks, leftOut: [] };
}
