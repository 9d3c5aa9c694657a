/** Ends of sentences: Chinese and Latin stops with their closing quotes. */
const SENTENCE_END = /(?<=[。！？；!?;…][”’」』）)]*|\.(?=\s|$)|\n)/u;

/** Sentences of a text in order; joined they are the text again. */
function sentences(text: string): string[] {
  return text.split(SENTENCE_END).filter((sentence) => sentence !== '');
}

function cutLong(sentence: string, limit: number): string[] {
  const characters = Array.from(sentence);
  const pieces: string[] = [];
  for (let from = 0; from < characters.length; from += limit)
    pieces.push(characters.slice(from, from + limit).join(''));
  return pieces;
}

/** Cuts a text into pieces of at most `limit` characters, at sentence ends where there are any. */
export function splitText(text: string, limit: number): string[] {
  const pieces: string[] = [];
  let current = '';
  for (const sentence of sentences(text)) {
    for (const part of Array.from(sentence).length > limit ? cutLong(sentence, limit) : [sentence]) {
      if (current !== '' && Array.from(current).length + Array.from(part).length > limit) {
        pieces.push(current.trim());
        current = '';
      }
      current += part;
    }
  }
  pieces.push(current.trim());
  return pieces.filter((piece) => piece !== '');
}
