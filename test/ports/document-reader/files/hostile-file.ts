import { docxEntries, paragraph, WORD } from './office-file.ts';
import { type ZipEntry, zipFile } from './zip-file.ts';

/** A file made to do harm, and what becomes of it: a code, or that it is read without harm. */
export interface HostileFile {
  readonly what: string;
  readonly fileName: string;
  readonly bytes: () => Uint8Array;
  readonly becomes: string;
}
export const GOOD = paragraph('正常的一段文字。');

export function docxWith(change: (entries: ZipEntry[]) => ZipEntry[]): () => Uint8Array {
  return () => zipFile(change(docxEntries(GOOD)));
}

export function withPart(name: string, content: string | Uint8Array): (entries: ZipEntry[]) => ZipEntry[] {
  return (entries) => [...entries.filter((entry) => entry.name !== name), { name, content }];
}

export function documentOf(body: string, head = ''): string {
  return `<?xml version="1.0"?>${head}<w:document ${WORD}><w:body>${body}</w:body></w:document>`;
}
