import type { DocumentBlock, LeftOut } from '../../ports/document-reader.ts';
import type { ErrorCode, ErrorDetail } from '../../ports/errors.ts';

/** Rows of a table that travel in one message; the rest follow in messages of their own. */
export const ROWS_A_MESSAGE = 500;

/** What the reading process is told before `length` bytes follow; without bytes, a page of the PDF that came last is drawn. */
export type ReaderRequest =
  | { readonly task: 'read'; readonly fileName: string; readonly length: number }
  | { readonly task: 'draw'; readonly page: number; readonly length: number };

/** What the reading process answers, a line of JSON each. */
export type ReaderMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'block'; readonly block: DocumentBlock }
  /** Further rows of the table that came last. */
  | { readonly type: 'rows'; readonly rows: readonly (readonly string[])[]; readonly rowNumbers?: readonly number[] }
  | {
      readonly type: 'end';
      readonly format: string;
      readonly pages: number | null;
      readonly leftOut: readonly LeftOut[];
      readonly scanned: readonly number[];
    }
  | { readonly type: 'picture'; readonly png: string }
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly detail: ErrorDetail; readonly message: string };
