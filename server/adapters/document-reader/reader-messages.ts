import type { LeftOut } from '../../ports/document-reader.ts';
import type { ErrorCode, ErrorDetail } from '../../ports/errors.ts';
import type { FileBlock, PictureSource } from './picture-block.ts';

/** Rows of a table that travel in one message; the rest follow in messages of their own. */
export const ROWS_A_MESSAGE = 500;

/** What the reading process is told before `length` bytes follow; without bytes, a picture of the file that came last is drawn. */
export type ReaderRequest =
  | { readonly task: 'read'; readonly fileName: string; readonly length: number }
  | { readonly task: 'draw'; readonly source: PictureSource; readonly length: number };

/** What the reading process answers, a line of JSON each. */
export type ReaderMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'block'; readonly block: FileBlock }
  /** Further rows of the table that came last. */
  | { readonly type: 'rows'; readonly rows: readonly (readonly string[])[]; readonly rowNumbers?: readonly number[] }
  | {
      readonly type: 'end';
      readonly format: string;
      readonly pages: number | null;
      readonly leftOut: readonly LeftOut[];
    }
  | { readonly type: 'picture'; readonly data: string }
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly detail: ErrorDetail; readonly message: string };
