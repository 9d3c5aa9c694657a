/** Characters of a bubble that splitting aims at, and the most one may have. */
const AIM = 400;
const MOST = 500;
/** Ends of sentences, with the quotes and brackets that close with them; a dot or an ASCII mark only where no address goes on. */
const SENTENCE_END = /(?:[。！？；;…]|[!?](?![\w=&/%#-]))+[”’」』）)】]*|\.(?=\s|$)|\n+/gu;
const SOFT_END = /[，,、：:\s]/u;

/**
 * Splits an answer into bubbles at sentence ends: at most 400 characters each, up to 500 where a sentence needs it; a
 * longer sentence is cut at a comma, else anywhere but inside a character. Nothing but blanks at the seams is lost.
 */
export function splitBubbles(text: string): string[] {
  const bubbles: string[] = [];
  let open = '';
  for (const sentence of sentencesOf(text)) {
    if (open !== '' && lengthOf(open) + lengthOf(sentence.trimEnd()) > AIM) {
      bubbles.push(open);
      open = '';
    }
    open += sentence;
    while (lengthOf(open.trim()) > MOST) {
      const cut = cutAt(open);
      bubbles.push(open.slice(0, cut));
      open = open.slice(cut);
    }
  }
  bubbles.push(open);
  return bubbles.map((bubble) => bubble.trim()).filter((bubble) => bubble !== '');
}

/** Sentences with what ends them; together they are the text. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    sentences.push(text.slice(start, end));
    start = end;
  }
  if (start < text.length) sentences.push(text.slice(start));
  return sentences;
}

function lengthOf(text: string): number {
  return text.length;
}

function cutAt(text: string): number {
  for (let at = AIM; at > AIM / 2; at -= 1) {
    if (SOFT_END.test(text[at - 1] ?? '')) return at;
  }
  const high = text.codePointAt(AIM - 1) ?? 0;
  return high > 0xff_ff ? AIM - 1 : AIM;
}
