import type { ErrorCode } from './errors.ts';

/** A file as it was handed in. */
export interface SourceFile {
  /** With its ending, which together with the first bytes decides the format. */
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** A piece of a document in reading order. Pages count from 1; null where the format has none. */
export type DocumentBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string; readonly page: number | null }
  | {
      readonly kind: 'paragraph';
      readonly text: string;
      readonly page: number | null;
      /** Mean confidence of the OCR, 0–1; absent for text that was text. */
      readonly ocrConfidence?: number;
    }
  | {
      readonly kind: 'table';
      /** Sheet or caption; null when it has none. */
      readonly name: string | null;
      /** Every row has as many cells as the widest; the first row may be a header. */
      readonly rows: readonly (readonly string[])[];
      /** Number of each row as the file's own program counts it; absent when they are 1, 2, 3 … */
      readonly rowNumbers?: readonly number[];
      readonly page: number | null;
    };

/** A part of a file that was not taken; `where` is a page, sheet, row or entry, as people name it. */
export interface LeftOut {
  readonly where: string;
  readonly reason:
    | 'encrypted'
    | 'empty'
    | 'too-large'
    | 'unreadable'
    | 'picture'
    | 'too-many'
    | 'hidden'
    | 'no-question'
    | 'no-answer'
    | 'repeated'
    | 'expired'
    | 'too-long';
}

/** What a reader made of a file. */
export interface ReadDocument {
  readonly format: string;
  /** Pages, slides or sheets; null when the format has none. */
  readonly pages: number | null;
  readonly blocks: readonly DocumentBlock[];
  readonly leftOut: readonly LeftOut[];
  /** Pages and pictures whose text was recognised. */
  readonly recognised: number;
}

/** How far reading has come. */
export interface ReadProgress {
  readonly stage: 'reading' | 'recognising';
  readonly done: number;
  /** Null while unknown. */
  readonly total: number | null;
}

/**
 * Texts of scanned pages and pictures that an earlier, interrupted reading of the same file has left. The number of a page
 * is its own; other pictures have numbers that no page of their file has.
 */
export interface PictureMemory {
  recall(picture: number): Promise<DocumentBlock[] | null>;
  keep(picture: number, blocks: readonly DocumentBlock[]): Promise<void>;
}

export interface ReadOptions {
  /** Ends the reading at once; it rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ReadProgress) => void;
  readonly memory?: PictureMemory;
}

/** Codes with which a whole file is refused. */
export type RefusalCode = Extract<
  ErrorCode,
  | 'UNSUPPORTED_FORMAT'
  | 'LIMIT_FILE'
  | 'BAD_ENCODING'
  | 'BAD_TABLE'
  | 'EMPTY_DOCUMENT'
  | 'ENCRYPTED_FILE'
  | 'WRONG_CONTENT'
  | 'HOSTILE_FILE'
  | 'UNREADABLE_FILE'
>;

/**
 * Takes a file apart. Files of others are not trusted: they are read in a process of its own, with limits of time and
 * memory, opening no other file and no address.
 */
export interface DocumentReader {
  /** Endings that can be read, lower case, without the dot. */
  readonly endings: readonly string[];
  /** UNSUPPORTED_FORMAT, with what to do instead, for a name whose ending cannot be read. */
  checkName(fileName: string): void;
  /** Refuses a file with an AppError of a RefusalCode; fails with PortError (port 'document-reader') when the reader itself did. */
  read(file: SourceFile, options: ReadOptions): Promise<ReadDocument>;
  close(): Promise<void>;
}
