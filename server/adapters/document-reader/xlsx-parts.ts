import { formatCode } from './excel-number-format.ts';
import { readXml } from './read-xml.ts';
import type { SheetPicture } from './xlsx-pictures.ts';

/** What the cells of every sheet refer to. */
export interface SheetContext {
  readonly texts: readonly string[];
  /** Number format of each cell style. */
  readonly formats: readonly string[];
  readonly since1904: boolean;
  /** Pictures that cells hold, by the names that cells call them. */
  readonly cellPictures: ReadonlyMap<string, SheetPicture>;
}

/** Texts that cells share; the reading aids of East Asian names are not part of them. */
export function readSharedTexts(bytes: Uint8Array | undefined): string[] {
  const texts: string[] = [];
  let text = '';
  let phonetic = 0;
  let inText = false;
  if (!bytes) return texts;
  readXml(bytes, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') inText = phonetic === 0;
    },
    close: (name) => {
      if (name === 'si') texts.push(text);
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 't') inText = false;
    },
    text: (piece) => {
      if (inText) text += piece;
    },
  });
  return texts.map((value) => readEscapes(value));
}

/** Excel writes control characters as _x000D_. */
export function readEscapes(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

/** The number format of each cell style. */
export function readCellFormats(bytes: Uint8Array | undefined): string[] {
  const own = new Map<number, string>();
  const formats: number[] = [];
  let inCells = false;
  if (!bytes) return [];
  readXml(bytes, {
    open: (name, { numFmtId, formatCode: code }) => {
      if (name === 'numFmt') own.set(Number(numFmtId), code ?? '');
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) formats.push(Number(numFmtId ?? 0));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return formats.map((id) => formatCode(id, own));
}
