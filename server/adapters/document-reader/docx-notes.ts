import { readXml } from './read-xml.ts';

const NOTES = new Set(['footnote', 'endnote']);
/** Lines between text and notes are notes as well. */
const SEPARATORS = new Set(['separator', 'continuationSeparator', 'continuationNotice']);

/** Texts of a Word file's footnotes or endnotes by their id. */
export function readNotes(bytes: Uint8Array | undefined): ReadonlyMap<string, string> {
  const notes = new Map<string, string>();
  let id: string | undefined;
  let text = '';
  let inText = false;
  let deleted = 0;
  if (!bytes) return notes;
  readXml(bytes, {
    open: (name, attributes) => {
      if (NOTES.has(name)) [id, text] = [SEPARATORS.has(attributes['type'] ?? '') ? undefined : attributes['id'], ''];
      else if (name === 'del' || name === 'moveFrom') deleted += 1;
      else if (name === 't') inText = deleted === 0;
      else if (name === 'p' && text !== '') text += ' ';
    },
    close: (name) => {
      if (NOTES.has(name) && id !== undefined) notes.set(id, text.trim());
      else if (name === 'del' || name === 'moveFrom') deleted -= 1;
      else if (name === 't') inText = false;
    },
    text: (piece) => {
      if (inText) text += piece;
    },
  });
  return notes;
}
