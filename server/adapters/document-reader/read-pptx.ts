import { AppError } from '../../ports/errors.ts';
import type { LeftOut } from '../../ports/document-reader.ts';
import { openOffice, type OfficePackage } from './office-package.ts';
import { diagramTexts } from './office-diagram.ts';
import { OfficePictures } from './office-pictures.ts';
import type { FileBlock, PartlyRead, PictureBlock } from './picture-block.ts';
import { notesPlace, pagePlace } from './place-names.ts';
import { readXml, type XmlAttributes } from './read-xml.ts';
import { TableGrid } from './table-grid.ts';

const MOST_SLIDES = 5000;
const TITLES = new Set(['title', 'ctrTitle']);
/** What older programs are shown, and what lies behind a slide. */
const SKIPPED = new Set(['Fallback', 'bg']);
/** Date, footer and number stand on every slide. */
const REPEATED = new Set(['dt', 'ftr', 'sldNum', 'hdr', 'sldImg']);

interface Cell {
  readonly lines: string[];
  columns: number;
  rows: number;
  /** Part of a cell that began above or to the left. */
  covered: boolean;
}

/** What a slide points to. */
interface SlideLinks {
  /** Undefined when there is nothing to read. */
  picture(relationship: string): PictureBlock | undefined;
  /** What the shapes of a diagram say. */
  diagram(relationship: string | undefined): readonly string[];
}

const NO_LINKS: SlideLinks = { picture: () => undefined, diagram: () => [] };

/** Follows one slide, or the notes under it, and gathers its blocks. */
class SlidePart {
  readonly blocks: FileBlock[] = [];
  title = '';
  hidden = false;
  readonly #page: number;
  readonly #links: SlideLinks;
  #placeholder = '';
  #paragraph: string | undefined;
  #bulleted = true;
  #inText = false;
  #skipping = 0;
  #grid: TableGrid | undefined;
  #cell: Cell | undefined;

  constructor(page: number, links: SlideLinks) {
    this.#page = page;
    this.#links = links;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (this.#skipping > 0 || SKIPPED.has(name)) {
      this.#skipping += 1;
      return;
    }
    if (name === 'sld') this.hidden = attributes['show'] === '0';
    else if (name === 'sp' || name === 'graphicFrame') this.#placeholder = '';
    else if (name === 'ph') this.#placeholder = attributes['type'] ?? 'body';
    else if (name === 'blip') this.#picture(attributes['embed'] ?? attributes['link']);
    else if (name === 'relIds') this.#diagram(attributes['dm']);
    else if (name === 'tbl') this.#grid = new TableGrid();
    else if (name === 'tr') this.#grid?.beginRow();
    else if (name === 'tc') this.#openCell(attributes);
    else if (name === 'p') [this.#paragraph, this.#bulleted] = ['', this.#placeholder === 'body'];
    else if (name === 'buNone') this.#bulleted = false;
    else if (name === 'buChar' || name === 'buAutoNum') this.#bulleted = true;
    else if (name === 't') this.#inText = true;
    else if (name === 'br' && this.#paragraph !== undefined) this.#paragraph += '\n';
  }

  close(name: string): void {
    if (this.#skipping > 0) {
      this.#skipping -= 1;
      return;
    }
    if (name === 't') this.#inText = false;
    else if (name === 'p') this.#closeParagraph();
    else if (name === 'tc') this.#closeCell();
    else if (name === 'tr') this.#grid?.endRow();
    else if (name === 'tbl') this.#closeTable();
  }

  text(text: string): void {
    if (this.#inText && this.#skipping === 0 && this.#paragraph !== undefined) this.#paragraph += text;
  }

  #diagram(relationship: string | undefined): void {
    for (const text of this.hidden ? [] : this.#links.diagram(relationship))
      this.blocks.push({ kind: 'paragraph', text: `• ${text}`, page: this.#page });
  }

  #picture(relationship: string | undefined): void {
    const picture = relationship === undefined || this.hidden ? undefined : this.#links.picture(relationship);
    if (picture) this.blocks.push(picture);
  }

  #openCell({ gridSpan, rowSpan, hMerge, vMerge }: XmlAttributes): void {
    this.#cell = {
      lines: [],
      columns: Number(gridSpan) || 1,
      rows: Number(rowSpan) || 1,
      covered: hMerge === '1' || vMerge === '1' || hMerge === 'true' || vMerge === 'true',
    };
  }

  #closeCell(): void {
    const cell = this.#cell;
    if (cell && !cell.covered) this.#grid?.add(cell.lines.join('\n'), cell.columns, cell.rows);
    this.#cell = undefined;
  }

  #closeParagraph(): void {
    const text = this.#paragraph?.trim() ?? '';
    this.#paragraph = undefined;
    if (text === '' || REPEATED.has(this.#placeholder)) return;
    if (this.#cell) this.#cell.lines.push(text);
    else if (TITLES.has(this.#placeholder)) this.title = `${this.title} ${text.replace(/\s+/gu, ' ')}`.trim();
    else this.blocks.push({ kind: 'paragraph', text: this.#bulleted ? `• ${text}` : text, page: this.#page });
  }

  #closeTable(): void {
    const rows = this.#grid?.rows() ?? [];
    this.#grid = undefined;
    if (rows.length > 0) this.blocks.push({ kind: 'table', name: null, rows, page: this.#page });
  }
}

function readPart(bytes: Uint8Array, page: number, slideLinks: SlideLinks): SlidePart {
  const part = new SlidePart(page, slideLinks);
  readXml(bytes, {
    open: (name, attributes) => part.open(name, attributes),
    close: (name) => part.close(name),
    text: (text) => part.text(text),
  });
  return part;
}

function slideParts(office: OfficePackage): string[] {
  const targets = new Map(office.relationships(office.main).map(({ id, target }) => [id, target]));
  const slides: string[] = [];
  readXml(office.needed(office.main), {
    open: (name, attributes) => {
      // sldId carries two ids, its own and that of the relationship; the second, with a prefix, comes last.
      if (name === 'sldId') slides.push(targets.get(attributes['id'] ?? '') ?? '');
    },
  });
  if (slides.length > MOST_SLIDES) throw new AppError('HOSTILE_FILE', { reason: 'number of slides' });
  return slides.filter((target) => target !== '');
}

/** Notes are what the speaker says to himself or colleagues: like hidden slides they are no answers for customers. */
function hasNotes(office: OfficePackage, slide: string, page: number): boolean {
  const target = office.relationships(slide).find(({ kind }) => kind === 'notesSlide')?.target;
  const bytes = target === undefined ? undefined : office.part(target);
  return bytes !== undefined && readPart(bytes, page, NO_LINKS).blocks.length > 0;
}

/** Each slide of a PowerPoint file as a page: its title as heading, texts, tables and pictures. */
export function readPptx(bytes: Uint8Array): PartlyRead {
  const office = openOffice(bytes, 'ppt');
  const blocks: FileBlock[] = [];
  const pictures = new OfficePictures(office);
  const leftOut: LeftOut[] = [];
  const slides = slideParts(office);
  slides.forEach((target, index) => {
    const page = index + 1;
    const where = pagePlace(page);
    const slide = readPart(office.needed(target), page, {
      picture: (relationship) => pictures.take(target, relationship, { page, where }),
      diagram: (relationship) => diagramTexts(office, target, relationship),
    });
    if (slide.hidden) {
      leftOut.push({ where, reason: 'hidden' });
      return;
    }
    blocks.push({ kind: 'heading', level: 1, text: slide.title === '' ? `第 ${page} 页` : slide.title, page });
    blocks.push(...slide.blocks);
    if (hasNotes(office, target, page)) leftOut.push({ where: notesPlace(page), reason: 'hidden' });
  });
  const empty =
    blocks.every(({ kind }) => kind === 'heading') &&
    blocks.every((block) => /^第 \d+ 页$/u.test('text' in block ? block.text : ''));
  return {
    format: 'pptx',
    pages: slides.length,
    blocks: empty ? [] : blocks,
    leftOut: [...leftOut, ...pictures.leftOut],
  };
}
