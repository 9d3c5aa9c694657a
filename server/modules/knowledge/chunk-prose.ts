import { splitText } from './split-text.ts';

/** A paragraph with the page it begins on. */
export interface Paragraph {
  readonly text: string;
  readonly page: number | null;
}

/** A piece of running text; a question when the text itself says 问： and 答：. */
export interface ProsePiece {
  readonly question: string | null;
  readonly text: string;
  readonly page: number | null;
}

/**
 * Running text is cut into pieces of at most this many characters. Measured on entries told one after the other: of pieces of
 * 400 fewer find room in the evidence for an answer, of shorter ones fewer are found.
 */
const LONGEST_PIECE = 250;
/** A sentence that leads in a list and is this short is repeated when the list is cut. */
const LONGEST_LEAD = 100;
const LIST_ITEM =
  /^\s*(?:[•·●○■□◆▪➢✓*+-]\s|\d{1,3}[.)、．]|[（(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]|[①-⑳]|[a-z][.)]\s)/u;
const LEADS_IN = /[：:]\s*$/u;
const QUESTION_MARK = /^(?:问题?|Q)\s*\d{0,4}\s*[：:.、]\s*/iu;
const ANSWER_MARK = /^(?:答案?|回答|A)\s*\d{0,4}\s*[：:.、]\s*/iu;

function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** A paragraph that begins with 问： and has its 答： in itself or in the next paragraph. */
function questionAndAnswer(paragraph: Paragraph, next: string): { piece: ProsePiece; used: number } | undefined {
  if (!QUESTION_MARK.test(paragraph.text)) return undefined;
  const lines = paragraph.text.split('\n');
  const at = lines.findIndex((line) => ANSWER_MARK.test(line));
  if (at <= 0 && !ANSWER_MARK.test(next)) return undefined;
  const question = at > 0 ? lines.slice(0, at).join(' ') : lines.join(' ');
  const answer = at > 0 ? lines.slice(at).join('\n') : next;
  return {
    piece: {
      question: question.replace(QUESTION_MARK, '').trim(),
      text: answer.replace(ANSWER_MARK, '').trim(),
      page: paragraph.page,
    },
    used: at > 0 ? 1 : 2,
  };
}

/** Paragraphs that belong together: a sentence that leads in, and the items of its list. */
interface Unit {
  readonly lead: string;
  readonly items: readonly string[];
  readonly page: number | null;
}

function unitAt(paragraphs: readonly Paragraph[], at: number): { unit: Unit; used: number } {
  const { text = '', page = null } = paragraphs[at] ?? {};
  const items: string[] = [];
  let next = at + 1;
  if (LEADS_IN.test(text) && !LIST_ITEM.test(text)) {
    for (; LIST_ITEM.test(paragraphs[next]?.text ?? ''); next += 1) items.push(paragraphs[next]?.text ?? '');
  }
  return { unit: { lead: text, items, page }, used: next - at };
}

/** A list that is too long is cut between its items; each piece begins with the sentence that leads in. */
function cutList({ lead, items }: Unit): string[] {
  if (items.length === 0) return splitText(lead, LONGEST_PIECE);
  const repeated =
    lengthOf(lead) <= LONGEST_LEAD ? lead : (lead.split(/(?<=[。！？；])/u).at(-1) ?? '').slice(-LONGEST_LEAD);
  const pieces: string[] = repeated === lead ? [] : splitText(lead, LONGEST_PIECE);
  const room = LONGEST_PIECE - lengthOf(repeated) - 1;
  let current = repeated;
  for (const item of items.flatMap((text) => splitText(text, room))) {
    if (current !== repeated && lengthOf(current) + lengthOf(item) + 1 > LONGEST_PIECE) {
      pieces.push(current);
      current = repeated;
    }
    current += `\n${item}`;
  }
  return [...pieces, current];
}

/** Cuts paragraphs of one section into pieces of at most LONGEST_PIECE characters; without a heading none spans two pages. */
export function* chunkProse(paragraphs: readonly Paragraph[], underHeading: boolean): Generator<ProsePiece> {
  let joined = '';
  let page: number | null = null;
  const taken = (): ProsePiece[] => {
    const pieces = splitText(joined, LONGEST_PIECE).map((text) => ({ question: null, text, page }));
    joined = '';
    return pieces;
  };
  for (let index = 0; index < paragraphs.length;) {
    const paragraph = paragraphs[index];
    const pair = paragraph ? questionAndAnswer(paragraph, paragraphs[index + 1]?.text ?? '') : undefined;
    if (pair) {
      yield* taken();
      yield* splitText(pair.piece.text, LONGEST_PIECE).map((text) => ({ ...pair.piece, text }));
      index += pair.used;
      continue;
    }
    const { unit, used } = unitAt(paragraphs, index);
    index += used;
    const text = [unit.lead, ...unit.items].join('\n');
    // A section goes on overleaf; pages without a heading need not belong together, and an answer names the page it is on.
    const overleaf = !underHeading && unit.page !== page;
    if (joined !== '' && (overleaf || lengthOf(joined) + lengthOf(text) + 1 > LONGEST_PIECE)) yield* taken();
    if (lengthOf(text) > LONGEST_PIECE) {
      yield* taken();
      yield* cutList(unit).map((piece) => ({ question: null, text: piece, page: unit.page }));
      continue;
    }
    if (joined === '') page = unit.page;
    joined = joined === '' ? text : `${joined}\n${text}`;
  }
  yield* taken();
}
