import { LONGEST_PIECE, type ParsedPassage, type ParsedText } from './parsed-chunk.ts';
import { splitText } from './split-text.ts';

/** Shorter neighbouring paragraphs are joined up to this many characters, so that a passage says something whole. */
const JOINED_LENGTH = 250;
const QUESTION_MARK = /^(?:问|问题|Q|q)\s*\d*\s*[：:.、]\s*/u;
const ANSWER_MARK = /^(?:答|答案|回答|A|a)\s*\d*\s*[：:.、]\s*/u;

/** A paragraph that begins with 问： and has its 答： in itself or in the next paragraph. */
function questionAndAnswer(paragraph: string, next: string): { passage: ParsedPassage; used: number } | undefined {
  if (!QUESTION_MARK.test(paragraph)) return undefined;
  const lines = paragraph.split('\n');
  const at = lines.findIndex((line) => ANSWER_MARK.test(line));
  const [question, answer, used] =
    at > 0
      ? [lines.slice(0, at).join(' '), lines.slice(at).join('\n'), 1]
      : ANSWER_MARK.test(next)
        ? [lines.join(' '), next, 2]
        : ['', '', 0];
  if (used === 0) return undefined;
  return {
    passage: {
      question: question.replace(QUESTION_MARK, '').trim(),
      answer: answer.replace(ANSWER_MARK, '').trim(),
      heading: null,
      page: null,
      phrasings: [],
    },
    used,
  };
}

/** Passages of a plain text: pairs of 问：/答：, else paragraphs, short neighbours joined and long ones cut at sentence ends. */
export function parsePlainText(text: string): ParsedText {
  const paragraphs = text
    .split(/\n[^\S\n]*\n/u)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
  const passages: ParsedPassage[] = [];
  let joined = '';
  const flush = (): void => {
    for (const answer of splitText(joined, LONGEST_PIECE))
      passages.push({ question: '', answer, heading: null, page: null, phrasings: [] });
    joined = '';
  };
  for (let index = 0; index < paragraphs.length; index += 1) {
    const paragraph = paragraphs[index] ?? '';
    const pair = questionAndAnswer(paragraph, paragraphs[index + 1] ?? '');
    if (pair) {
      flush();
      passages.push(pair.passage);
      index += pair.used - 1;
    } else {
      if (joined !== '' && joined.length + paragraph.length > JOINED_LENGTH) flush();
      joined = joined === '' ? paragraph : `${joined}\n${paragraph}`;
    }
  }
  flush();
  return { passages, skipped: [] };
}
