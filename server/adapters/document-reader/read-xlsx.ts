import { AppError } from '../../ports/errors.ts';
import type { DocumentBlock, LeftOut, ReadDocument } from '../../ports/document-reader.ts';
import { openOffice, type OfficePackage } from './office-package.ts';
import { picturePlace, sheetPlace } from './place-names.ts';
import { readXml } from './read-xml.ts';
import { readCellFormats, readSharedTexts, type SheetContext } from './xlsx-parts.ts';
import { readSheet } from './xlsx-sheet.ts';

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

/** Each visible sheet of an Excel file as a table, cells as a person sees them; formulas with the value Excel stored. */
export function readXlsx(bytes: Uint8Array): ReadDocument {
  const office = openOffice(bytes, 'xl');
  const { sheets, since1904 } = readWorkbook(office.needed(office.main));
  const context: SheetContext = {
    texts: readSharedTexts(partOf(office, 'sharedStrings')),
    formats: readCellFormats(partOf(office, 'styles')),
    since1904,
  };
  const targets = new Map(office.relationships(office.main).map(({ id, target }) => [id, target]));
  const blocks: DocumentBlock[] = [];
  const leftOut: LeftOut[] = [];
  sheets.forEach((sheet, index) => {
    const where = sheetPlace(sheet.name);
    const target = targets.get(sheet.relationship);
    if (sheet.hidden) {
      leftOut.push({ where, reason: 'hidden' });
      return;
    }
    // A chart sheet has no cells.
    if (target === undefined || !target.includes('worksheets/')) return;
    const { rows, rowNumbers } = readSheet(office.needed(target), context);
    if (rows.length === 0) leftOut.push({ where, reason: 'empty' });
    else blocks.push({ kind: 'table', name: sheet.name, rows, rowNumbers, page: index + 1 });
  });
  const pictures = office.names.filter((name) => name.startsWith('xl/media/')).length;
  if (pictures > 0) leftOut.push({ where: picturePlace(pictures), reason: 'picture' });
  return { format: 'xlsx', pages: sheets.length, blocks, leftOut };
}
