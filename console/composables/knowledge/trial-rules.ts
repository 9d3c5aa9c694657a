/** A piece of a text, and whether a term of the question stands there. */
export interface MarkedPiece {
  readonly text: string;
  readonly hit: boolean;
}

/** Terms shown at most. */
const MOST = 8;
/** Stands before the name of a group of words that mean the same. */
const GROUP = /^~/u;

/** Terms worth showing: no single characters, none that is part of another one, the heaviest first. */
export function tellingTerms(terms: readonly string[]): readonly string[] {
  const long = terms.map((term) => term.replace(GROUP, '')).filter((term) => Array.from(term).length > 1);
  const whole = long.filter((term) => !long.some((other) => other !== term && other.includes(term)));
  return [...new Set(whole)].slice(0, MOST);
}

/**
 * Words of a question that a passage lacks, the heaviest first. Search also looks at pairs of characters across the edges of
 * words: what overlaps a term that was found, or a heavier one, is none.
 */
export function missingWords(
  { matched, missing }: { readonly matched: readonly string[]; readonly missing: readonly string[] },
  question: string,
): readonly string[] {
  const asked = question.normalize('NFKC').toLowerCase();
  const taken = new Set<number>();
  const take = (term: string): boolean => {
    const at = asked.indexOf(term);
    const places = Array.from({ length: term.length }, (_, index) => at + index);
    if (at < 0 || places.some((place) => taken.has(place))) return false;
    for (const place of places) taken.add(place);
    return true;
  };
  tellingTerms(matched).forEach(take);
  return tellingTerms(missing).filter(take);
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
