import { decodeText } from './decode-text.ts';
import { checkedFormat } from './file-format.ts';
import type { PartlyRead } from './picture-block.ts';
import { readCsv } from './read-csv.ts';
import { readMarkdown } from './read-markdown.ts';
import { readPlainText } from './read-plain-text.ts';

/** Reads a file in this process: a reading process does, and the hub for texts of its own. Parsers are loaded when a file needs them. */
export async function readFile(
  fileName: string,
  bytes: Uint8Array,
  onPages: (done: number, total: number) => void,
): Promise<PartlyRead> {
  const format = checkedFormat(fileName, bytes);
  switch (format) {
    case 'pdf':
      return (await import('./read-pdf.ts')).readPdf(bytes, onPages);
    case 'docx':
      return (await import('./read-docx.ts')).readDocx(bytes);
    case 'xlsx':
      return (await import('./read-xlsx.ts')).readXlsx(bytes);
    case 'pptx':
      return (await import('./read-pptx.ts')).readPptx(bytes);
    case 'html':
      return (await import('./read-html.ts')).readHtml(bytes);
    case 'markdown':
      return readMarkdown(decodeText(bytes));
    case 'table':
      return readCsv(decodeText(bytes));
    case 'text':
      return readPlainText(decodeText(bytes));
    case 'picture':
      return {
        format: 'picture',
        pages: null,
        blocks: [{ kind: 'picture', number: 1, page: null, where: '', source: { of: 'file' } }],
        leftOut: [],
      };
  }
}
