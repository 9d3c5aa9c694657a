/** Characters of a paragraph at most: a text without empty lines would be one of many millions, and travel and be cut in one go. */
const LONGEST_PARAGRAPH = 8_000;
/** Where a paragraph is cut, the better place first: behind a line, behind a sentence. */
const CUTS = ['\n', '。', '. '];

/** A text in pieces that are short enough, cut behind a line or sentence where there is one, never within a character. */
export function* shorterParagraphs(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const end =
      text.length - from <= LONGEST_PARAGRAPH ? text.length : from + cutOf(text.slice(from, from + LONGEST_PARAGRAPH));
    const piece = text.slice(from, end).trim();
    if (piece !== '') yield piece;
    from = end;
  }
}

function cutOf(piece: string): number {
  for (const cut of CUTS) {
    const at = piece.lastIndexOf(cut);
    if (at > 0) return at + cut.length;
  }
  return piece.isWellFormed() ? piece.length : piece.length - 1;
}
