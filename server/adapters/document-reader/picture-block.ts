import type { DocumentBlock, ReadDocument } from '../../ports/document-reader.ts';

/** Pictures within the pages of one file that are read. */
export const MOST_PICTURES = 1000;

/** A rectangle of a page, in shares of its width and height from the upper left corner. */
export interface PageArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where the dots of a picture come from: the file is one, a page of a PDF or an area of it is drawn, or a part of an Office file is one. */
export type PictureSource =
  | { readonly of: 'file' }
  | { readonly of: 'page'; readonly page: number }
  | { readonly of: 'area'; readonly page: number; readonly area: PageArea }
  | { readonly of: 'part'; readonly part: string };

/** A picture in the place where its text belongs. */
export interface PictureBlock {
  readonly kind: 'picture';
  /** Tells it from the others of its file, the same in every reading; a page that is a picture has the page's number. */
  readonly number: number;
  readonly page: number | null;
  /** Page or sheet it stands on, as people name it; empty when the format has none. */
  readonly where: string;
  readonly source: PictureSource;
}

/** A block of a file whose pictures have not been read yet. */
export type FileBlock = DocumentBlock | PictureBlock;

/** A file as it was taken apart, its pictures in their places. */
export interface PartlyRead extends Omit<ReadDocument, 'blocks' | 'recognised'> {
  readonly blocks: readonly FileBlock[];
}
