import type { OfficePackage } from './office-package.ts';
import { readXml } from './read-xml.ts';

/** A picture that a part of an Excel file shows by a relationship. */
export interface SheetPicture {
  readonly part: string;
  readonly relationship: string;
}

/** What WPS writes as the value of a cell that holds a picture. */
const CELL_PICTURE = /^=?(?:_xlfn\.)?DISPIMG\("([^"]{1,80})"/u;

/** Name of the picture that WPS put into a cell; undefined for every other text. */
export function cellPictureName(text: string): string | undefined {
  return CELL_PICTURE.exec(text)?.[1];
}

function targetOf(office: OfficePackage, part: string, kind: string): string | undefined {
  return office.relationships(part).find((relationship) => relationship.kind === kind)?.target;
}

/** Pictures that lie on a sheet, from top to bottom. */
export function picturesOnSheet(office: OfficePackage, sheet: string): SheetPicture[] {
  const part = targetOf(office, sheet, 'drawing');
  const bytes = part === undefined ? undefined : office.part(part);
  if (part === undefined || !bytes) return [];
  const found: { relationship: string; row: number; column: number }[] = [];
  const corner = { row: 0, col: 0 };
  let inCorner = false;
  let reading: 'row' | 'col' | undefined;
  readXml(bytes, {
    open: (name, { embed, link }) => {
      if (name === 'from') inCorner = true;
      else if (inCorner && (name === 'row' || name === 'col')) [reading, corner[name]] = [name, 0];
      else if (name === 'blip' && (embed ?? link) !== undefined)
        found.push({ relationship: embed ?? link ?? '', row: corner.row, column: corner.col });
    },
    close: (name) => {
      reading = undefined;
      if (name === 'from') inCorner = false;
    },
    text: (text) => {
      if (reading) corner[reading] = Number(text) || 0;
    },
  });
  return found
    .toSorted((one, other) => one.row - other.row || one.column - other.column)
    .map(({ relationship }) => ({ part, relationship }));
}

/** Pictures that WPS put into cells, by the names that cells call them. */
export function picturesInCells(office: OfficePackage): ReadonlyMap<string, SheetPicture> {
  const pictures = new Map<string, SheetPicture>();
  const part = targetOf(office, office.main, 'cellImage');
  const bytes = part === undefined ? undefined : office.part(part);
  if (part === undefined || !bytes) return pictures;
  let called = '';
  readXml(bytes, {
    open: (element, { name, embed }) => {
      if (element === 'cNvPr') called = name ?? '';
      else if (element === 'blip' && embed !== undefined) pictures.set(called, { part, relationship: embed });
    },
  });
  return pictures;
}
