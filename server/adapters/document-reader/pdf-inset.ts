import { MOST_PICTURES, type PageArea, type PictureBlock } from './picture-block.ts';
import type { PdfPage } from './pdf-page.ts';
import type { PdfPictures } from './pdf-pictures.ts';
import type { PicturesLeftOut } from './pictures-left-out.ts';
import { pagePlace } from './place-names.ts';

/** A picture within a page of text. */
export interface InsetPicture {
  /** Its middle, in points from the top of the page as it is read. */
  readonly y: number;
  readonly block: PictureBlock;
}

/** How a page lies: from the PDF's points to those of its view, and the size of that. */
export interface PageView {
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** A picture that covers a smaller share of its page is an icon, a stamp or a photo of the goods. */
const LEAST_SHARE = 0.15;
/** With more letters of the page's own upon it, it is a background, or a scan whose text is there already. */
const MOST_LETTERS_UPON = 15;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function boxOf(points: readonly (readonly [x: number, y: number])[]): Box {
  const across = points.map(([x]) => x);
  const down = points.map(([, y]) => y);
  return { left: Math.min(...across), right: Math.max(...across), top: Math.min(...down), bottom: Math.max(...down) };
}

function lettersUpon({ pieces }: PdfPage, { left, top, right, bottom }: Box): number {
  return pieces
    .filter(({ x, y, width }) => y > top && y < bottom && x + width / 2 > left && x + width / 2 < right)
    .reduce((letters, { text }) => letters + text.length, 0);
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** Chooses the pictures on pages of text that are worth reading: large ones without text upon them, each once. */
export class PdfInsets {
  readonly #pictures: PdfPictures;
  readonly #firstNumber: number;
  readonly #leftOut: PicturesLeftOut;
  readonly #seen = new Set<string>();

  constructor(pictures: PdfPictures, firstNumber: number, leftOut: PicturesLeftOut) {
    this.#pictures = pictures;
    this.#firstNumber = firstNumber;
    this.#leftOut = leftOut;
  }

  of(page: number, view: PageView, visible: PdfPage): InsetPicture[] {
    const found: InsetPicture[] = [];
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = view.transform;
    this.#pictures.look(page, ({ left, bottom, right, top, hash }) => {
      const corners = [
        [left, bottom],
        [right, top],
      ].map(([x = 0, y = 0]) => [a * x + c * y + e, b * x + d * y + f] as const);
      const box = boxOf(corners);
      const area: PageArea = {
        left: within(box.left / view.width),
        top: within(box.top / view.height),
        right: within(box.right / view.width),
        bottom: within(box.bottom / view.height),
      };
      if ((area.right - area.left) * (area.bottom - area.top) < LEAST_SHARE) return;
      const upright = boxOf(corners.map(([x, y]) => visible.turn(x, y)));
      if (lettersUpon(visible, upright) > MOST_LETTERS_UPON) return;
      const block = this.#take(page, area, hash());
      if (block) found.push({ y: (upright.top + upright.bottom) / 2, block });
    });
    return found.toSorted((one, other) => one.y - other.y);
  }

  #take(page: number, area: PageArea, hash: string): PictureBlock | undefined {
    if (this.#seen.has(hash)) return undefined;
    this.#seen.add(hash);
    const where = pagePlace(page);
    if (this.#seen.size > MOST_PICTURES) {
      this.#leftOut.add(where, 'too-many');
      return undefined;
    }
    const number = this.#firstNumber + this.#seen.size;
    return { kind: 'picture', number, page, where, source: { of: 'area', page, area } };
  }
}
