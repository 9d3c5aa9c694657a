import { AppError } from '../../ports/errors.ts';
import type { LeftOut } from '../../ports/document-reader.ts';
import { openOffice, type OfficePackage } from './office-package.ts';
import { OfficePictures } from './office-pictures.ts';
import type { FileBlock, PartlyRead, PictureBlock } from './picture-block.ts';
import { sheetPlace } from './place-names.ts';
import { readXml } from './read-xml.ts';
import { readCellFormats, readSharedTexts, type SheetContext } from './xlsx-parts.ts';
import { picturesInCells, picturesOnSheet } from './xlsx-pictures.ts';
import { readSheet, type SheetReading } from './xlsx-sheet.ts';

const MOST_SHEETS = 500;

interface SheetEntry {
  readonly name: string;
  readonly relationship: string;
  readonly hidden: boolean;
}

function readWorkbook(bytes: Uint8Array): { sheets: SheetEntry[]; since1904: boolean } {
  const sheets: SheetEntry[] = [];
  let since1904 = false;
  readXml(bytes, {
    open: (name, { name: title, id, state, date1904 }) => {
      if (name === 'sheet')
        sheets.push({ name: title ?? '', relationship: id ?? '', hidden: (state ?? 'visible') !== 'visible' });
      if (name === 'workbookPr') since1904 = date1904 === '1' || date1904 === 'true';
    },
  });
  if (sheets.length > MOST_SHEETS) throw new AppError('HOSTILE_FILE', { reason: 'number of sheets' });
  return { sheets, since1904 };
}

function partOf(office: OfficePackage, kind: string): Uint8Array | undefined {
  const target = office.relationships(office.main).find((relationship) => relationship.kind === kind)?.target;
  return target === undefined ? undefined : office.part(target);
}

/** Rows and pictures of the sheets that are shown. */
class WorkbookReading {
  readonly leftOut: LeftOut[] = [];
  readonly sheets: { readonly name: string; readonly blocks: FileBlock[] }[] = [];
  readonly #office: OfficePackage;
  readonly #context: SheetContext;
  readonly #pictures: OfficePictures;

  constructor(office: OfficePackage, since1904: boolean) {
    this.#office = office;
    this.#pictures = new OfficePictures(office);
    this.#context = {
      texts: readSharedTexts(partOf(office, 'sharedStrings')),
      formats: readCellFormats(partOf(office, 'styles')),
      since1904,
      cellPictures: picturesInCells(office),
    };
  }

  read(name: string, part: string, page: number): void {
    const sheet = readSheet(this.#office.needed(part), this.#context);
    const { rows, rowNumbers, pictures } = sheet;
    this.#report(sheetPlace(name), sheet);
    const blocks: FileBlock[] = rows.length === 0 ? [] : [{ kind: 'table', name, rows, rowNumbers, page }];
    for (const picture of [...picturesOnSheet(this.#office, part), ...pictures]) {
      const place = { page, where: sheetPlace(name) };
      const taken = this.#pictures.take(picture.part, picture.relationship, place);
      if (taken) blocks.push(taken);
    }
    if (blocks.length === 0) this.leftOut.push({ where: sheetPlace(name), reason: 'empty' });
    else this.sheets.push({ name, blocks });
  }

  #report(sheet: string, { hiddenRows, hiddenColumns, unknownFormulas }: SheetReading): void {
    const hidden = [
      hiddenRows > 0 ? `${hiddenRows} 行 · ${hiddenRows} rows` : '',
      hiddenColumns > 0 ? `${hiddenColumns} 列 · ${hiddenColumns} columns` : '',
    ].filter((what) => what !== '');
    for (const what of hidden) this.leftOut.push({ where: `${sheet}: ${what}`, reason: 'hidden' });
    if (unknownFormulas > 0) {
      const what = `公式 ${unknownFormulas} 个 · ${unknownFormulas} formulas`;
      this.leftOut.push({ where: `${sheet}: ${what}`, reason: 'empty' });
    }
  }

  /** Blocks of all sheets. Texts of pictures stand under the name of their sheet, which its table carries itself. */
  finish(): PartlyRead['blocks'] {
    this.leftOut.push(...this.#pictures.leftOut);
    const pictured = this.sheets.some(({ blocks }) =>
      blocks.some((block): block is PictureBlock => block.kind === 'picture'),
    );
    return this.sheets.flatMap(({ name, blocks }) =>
      pictured
        ? [{ kind: 'heading' as const, level: 1, text: name, page: blocks[0]?.page ?? null }, ...blocks]
        : blocks,
    );
  }
}

/** Each visible sheet of an Excel file as a table with its pictures, cells as a person sees them; formulas with the value Excel stored. */
export function readXlsx(bytes: Uint8Array): PartlyRead {
  const office = openOffice(bytes, 'xl');
  const { sheets, since1904 } = readWorkbook(office.needed(office.main));
  const targets = new Map(office.relationships(office.main).map(({ id, target }) => [id, target]));
  const reading = new WorkbookReading(office, since1904);
  sheets.forEach((sheet, index) => {
    const target = targets.get(sheet.relationship);
    if (sheet.hidden) reading.leftOut.push({ where: sheetPlace(sheet.name), reason: 'hidden' });
    // A chart sheet has no cells.
    else if (target?.includes('worksheets/')) reading.read(sheet.name, target, index + 1);
  });
  const blocks = reading.finish();
  return { format: 'xlsx', pages: sheets.length, blocks, leftOut: reading.leftOut };
}
