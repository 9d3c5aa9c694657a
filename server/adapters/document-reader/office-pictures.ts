import { createHash } from 'node:crypto';
import type { LeftOut } from '../../ports/document-reader.ts';
import { AppError } from '../../ports/errors.ts';
import { readPictureHeader } from '../ocr/picture-header.ts';
import type { OfficePackage } from './office-package.ts';
import { MOST_PICTURES, type PictureBlock } from './picture-block.ts';
import { PicturesLeftOut } from './pictures-left-out.ts';

/** Icons, bullets and lines: what is lower or has fewer dots holds no line that can be read. */
const LEAST_SIDE = 16;
const LEAST_DOTS = 6000;

/** Pictures that the parts of an Office file show: each is taken where it stands first, icons not at all. */
export class OfficePictures {
  readonly #office: OfficePackage;
  readonly #leftOut = new PicturesLeftOut();
  readonly #seen = new Set<string>();
  #count = 0;

  constructor(office: OfficePackage) {
    this.#office = office;
  }

  /** Pictures that cannot be read. */
  get leftOut(): LeftOut[] {
    return this.#leftOut.list();
  }

  /** The picture that `part` shows by a relationship; undefined when there is nothing to read. */
  take(
    part: string,
    relationship: string,
    { page, where }: { readonly page: number | null; readonly where: string },
  ): PictureBlock | undefined {
    const target = this.#office.relationships(part).find(({ id }) => id === relationship)?.target;
    const key = target ?? `${part} ${relationship}`;
    if (this.#seen.has(key)) return undefined;
    this.#seen.add(key);
    // A picture on another machine is not fetched.
    const verdict = target === undefined ? 'unreadable' : this.#judge(target);
    if (verdict === 'nothing') return undefined;
    if (target === undefined || verdict !== 'readable' || this.#count >= MOST_PICTURES) {
      this.#leftOut.add(where, verdict === 'readable' ? 'too-many' : verdict);
      return undefined;
    }
    this.#count += 1;
    return { kind: 'picture', number: this.#count, page, where, source: { of: 'part', part: target } };
  }

  #judge(target: string): 'readable' | 'unreadable' | 'nothing' {
    let bytes: Uint8Array | undefined;
    try {
      bytes = this.#office.part(target);
    } catch (error) {
      if (error instanceof AppError) return 'unreadable';
      throw error;
    }
    if (!bytes || bytes.length === 0) return 'unreadable';
    // The same picture may stand in a file under several names.
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (this.#seen.has(hash)) return 'nothing';
    this.#seen.add(hash);
    const header = readPictureHeader(bytes);
    if (!header) return 'unreadable';
    const { width, height } = header;
    return Math.min(width, height) < LEAST_SIDE || width * height < LEAST_DOTS ? 'nothing' : 'readable';
  }
}
