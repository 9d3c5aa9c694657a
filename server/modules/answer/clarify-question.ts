import { sentencesOf } from './bubbles.ts';

const MOST_OPTIONS = 3;
const LONGEST_OPTION = 24;
/** Share of the best score from which a passage is offered: a worse one only leads astray. */
const NEARLY_AS_GOOD = 0.5;

/** A passage that a customer may have meant. */
export interface ClarifiablePassage {
  /** Empty in running text without a heading. */
  readonly question: string;
  readonly heading: string | null;
  readonly answer: string;
  readonly score: number;
}

/** What the customer may have meant, by what people would call it: its question, its heading, or how it begins. Best first. */
export function clarifyOptions(passages: readonly ClarifiablePassage[]): string[] {
  const best = passages[0]?.score ?? 0;
  return passages
    .filter(({ score }) => score >= best * NEARLY_AS_GOOD)
    .map(({ question, heading, answer }) => question || heading?.split(' › ').at(-1) || beginning(answer));
}

function beginning(text: string): string {
  return sentencesOf(text)[0]?.split(/[，,：:]/u)[0] ?? '';
}

/**
 * One short question that names what was found, best first: 「您想问的是 A，还是 B？」. Options that say the same are
 * named once; without any it asks for more words.
 */
export function clarifyQuestion(options: readonly string[]): string {
  const named = [...new Set(options.map(shortened))].filter((option) => option !== '').slice(0, MOST_OPTIONS);
  const [first, ...others] = named;
  if (first === undefined) return '请问您能再说得具体一点吗？比如产品型号，或遇到的情况。';
  if (others.length === 0) return `请问您想了解的是「${first}」吗？`;
  const last = others.pop() ?? '';
  return `请问您想问的是${[first, ...others].map((option) => `「${option}」`).join('、')}，还是「${last}」？`;
}

function shortened(option: string): string {
  const said = option
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[?？。.!！,，]+$/u, '');
  const characters = Array.from(said);
  return characters.length <= LONGEST_OPTION ? said : `${characters.slice(0, LONGEST_OPTION - 1).join('')}…`;
}
