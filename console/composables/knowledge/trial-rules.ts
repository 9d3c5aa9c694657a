/** A piece of a text, and whether a term of the question stands there. */
export interface MarkedPiece {
  readonly text: string;
  readonly hit: boolean;
}

/** Terms worth showing: no single characters, none that is part of another one, the heaviest first. */
export function tellingTerms(terms: readonly string[], most = 8): readonly string[] {
  const long = terms.filter((term) => Array.from(term).length > 1);
  const whole = long.filter((term) => !long.some((other) => other !== term && other.includes(term)));
  return [...new Set(whole)].slice(0, most);
}

/** A text cut where terms of the question begin and end; what overlaps is one piece. */
export function markTerms(text: string, terms: readonly string[]): readonly MarkedPiece[] {
  const lower = text.toLowerCase();
  const hit = Array.from({ length: text.length }, () => false);
  // Some letters change their length in lower case; then no place is certain.
  if (lower.length !== text.length) return [{ text, hit: false }];
  for (const term of terms.filter((one) => one.length > 1)) {
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
