/** A piece of a text, and whether a term of the question stands there. */
export interface MarkedPiece {
  readonly text: string;
  readonly hit: boolean;
}

/** Terms shown at most. */
const MOST = 8;
/** Stands before the name of a group of words that mean the same. */
const GROUP = /^~/u;
const LATIN = /[\p{Script=Latin}\d]/u;

/** Terms worth showing: no single characters, none that is part of another one, the heaviest first. */
export function tellingTerms(terms: readonly string[]): readonly string[] {
  const long = terms.map((term) => term.replace(GROUP, '')).filter((term) => Array.from(term).length > 1);
  const whole = long.filter((term) => !long.some((other) => other !== term && other.includes(term)));
  return [...new Set(whole)].slice(0, MOST);
}

/** Of the terms that a passage lacks, those that a reader of the question knows: search also looks across the edges of words. */
export function missingWords(terms: readonly string[], question: string): readonly string[] {
  const segments = new Intl.Segmenter('zh', { granularity: 'word' }).segment(question.normalize('NFKC').toLowerCase());
  const words = new Set(Array.from(segments, ({ segment }) => segment));
  return tellingTerms(terms.filter((term) => words.has(term) || LATIN.test(term)));
}

/** A text cut where terms of the question begin and end; what overlaps is one piece. */
export function markTerms(text: string, terms: readonly string[]): readonly MarkedPiece[] {
  const lower = text.toLowerCase();
  const hit = Array.from({ length: text.length }, () => false);
  // Some letters change their length in lower case; then no place is certain.
  if (lower.length !== text.length) return [{ text, hit: false }];
  for (const term of terms.map((one) => one.replace(GROUP, '')).filter((one) => one.length > 1)) {
    for (let at = lower.indexOf(term); at >= 0; at = lower.indexOf(term, at + 1)) hit.fill(true, at, at + term.length);
  }
  const pieces: MarkedPiece[] = [];
  let from = 0;
  for (let at = 1; at <= text.length; at += 1) {
    if (at < text.length && hit[at] === hit[from]) continue;
    pieces.push({ text: text.slice(from, at), hit: hit[from] ?? false });
    from = at;
  }
  return pieces.filter((piece) => piece.text !== '');
}
