import { DocxBody, type DocxContext } from './docx-body.ts';
import { readLists } from './docx-lists.ts';
import { readNotes } from './docx-notes.ts';
import { readStyles } from './docx-styles.ts';
import { diagramTexts } from './office-diagram.ts';
import { openOffice } from './office-package.ts';
import { OfficePictures } from './office-pictures.ts';
import type { PartlyRead } from './picture-block.ts';
import { pagePlace } from './place-names.ts';
import { readXml } from './read-xml.ts';

function hasPageMarks(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('lastRenderedPageBreak');
}

/** Headings, paragraphs with their list marks and notes, tables and pictures of a Word document. */
export function readDocx(bytes: Uint8Array): PartlyRead {
  const office = openOffice(bytes, 'word');
  const main = office.needed(office.main);
  const beside = (kind: string): Uint8Array | undefined =>
    office.part(office.relationships(office.main).find((relationship) => relationship.kind === kind)?.target ?? '');
  const pictures = new OfficePictures(office);
  const notes = { footnote: readNotes(beside('footnotes')), endnote: readNotes(beside('endnotes')) };
  const context: DocxContext = {
    styles: readStyles(beside('styles')),
    lists: readLists(beside('numbering')),
    note: (kind, id) => notes[kind].get(id) ?? '',
    picture: (relationship, page) =>
      pictures.take(office.main, relationship, { page, where: page === null ? '' : pagePlace(page) }),
    diagram: (relationship) => diagramTexts(office, office.main, relationship),
  };
  const body = new DocxBody(context, hasPageMarks(main));
  readXml(main, {
    open: (name, attributes) => body.open(name, attributes),
    close: (name) => body.close(name),
    text: (text) => body.text(text),
  });
  return { format: 'docx', pages: body.page, blocks: body.blocks, leftOut: pictures.leftOut };
}
