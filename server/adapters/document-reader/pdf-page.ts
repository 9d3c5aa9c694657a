/** A piece of text on a page, in points from its upper left corner; y is the base line. */
export interface PdfPiece {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
}

/** Pieces of a page that can be seen and read in its own direction. */
export interface PdfPage {
  readonly width: number;
  readonly height: number;
  readonly pieces: readonly PdfPiece[];
  /** Where a point of the page's view stands on the page as it is read. */
  turn(x: number, y: number): readonly [x: number, y: number];
}

/** What pdf.js tells of a piece of text. */
export interface RawPiece {
  readonly str: string;
  readonly transform: readonly number[];
  readonly width: number;
}

interface Turned extends PdfPiece {
  /** Quarters of a full turn; undefined for text that stands aslant, as watermarks do. */
  readonly quarter: number | undefined;
}

/** Smaller letters are there for search engines, not for readers. */
const SMALLEST_SIZE = 2;
const LARGEST_TILT = 0.1;

function place(raw: RawPiece, view: readonly number[]): Turned {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = view;
  const [ta = 1, tb = 0, tc = 0, td = 1, te = 0, tf = 0] = raw.transform;
  const across = [a * ta + c * tb, b * ta + d * tb] as const;
  const up = [a * tc + c * td, b * tc + d * td] as const;
  const turns = Math.atan2(across[1], across[0]) / (Math.PI / 2);
  const quarter = Math.abs(turns - Math.round(turns)) < LARGEST_TILT ? (Math.round(turns) + 4) % 4 : undefined;
  return {
    text: raw.str,
    x: a * te + c * tf + e,
    y: b * te + d * tf + f,
    width: raw.width * Math.hypot(a, b),
    size: Math.hypot(up[0], up[1]),
    quarter,
  };
}

/** Turns a page so that text of the given direction runs from left to right. */
function turned(
  quarter: number,
  { width, height }: { readonly width: number; readonly height: number },
): (x: number, y: number) => readonly [x: number, y: number] {
  if (quarter === 1) return (x, y) => [y, width - x];
  if (quarter === 2) return (x, y) => [width - x, height - y];
  if (quarter === 3) return (x, y) => [height - y, x];
  return (x, y) => [x, y];
}

function mainDirection(pieces: readonly Turned[]): number {
  const letters = [0, 0, 0, 0];
  for (const { quarter, text } of pieces)
    if (quarter !== undefined) letters[quarter] = (letters[quarter] ?? 0) + text.length;
  return letters.indexOf(Math.max(...letters));
}

/** Letters drawn twice a hair apart, to look bold, count once. */
function withoutDoubles(pieces: readonly PdfPiece[]): PdfPiece[] {
  const seen = new Map<string, PdfPiece[]>();
  return pieces.filter((piece) => {
    const same = seen.get(piece.text) ?? [];
    const reach = piece.size * 0.3;
    if (same.some((other) => Math.abs(other.x - piece.x) < reach && Math.abs(other.y - piece.y) < reach)) return false;
    // A dot leader is a thousand times the same piece; comparing with the last few is enough.
    if (same.length > 50) same.shift();
    same.push(piece);
    seen.set(piece.text, same);
    return true;
  });
}

/**
 * Pieces of a page as they are seen: turned pages made upright; text aslant, outside of the page, too small to be read, or
 * drawn twice left out.
 */
export function visiblePage(
  raw: readonly RawPiece[],
  view: readonly number[],
  size: { width: number; height: number },
): PdfPage {
  const placed = raw.filter(({ str }) => str.trim() !== '').map((piece) => place(piece, view));
  const quarter = mainDirection(placed);
  const turn = turned(quarter, size);
  const [width, height] = quarter % 2 === 0 ? [size.width, size.height] : [size.height, size.width];
  const pieces = placed
    .filter((piece) => piece.quarter === quarter && piece.size >= SMALLEST_SIZE)
    .map((piece) => {
      const [x, y] = turn(piece.x, piece.y);
      return { ...piece, x, y };
    })
    .filter(({ x, y, width: long }) => x < width && x + long > 0 && y > 0 && y < height * 1.02);
  return { width, height, pieces: withoutDoubles(pieces), turn };
}
