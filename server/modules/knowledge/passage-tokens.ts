import type { ChunkTokens } from '../../ports/search.ts';
import { chunkTokens } from './tokens.ts';

/** A passage whose tokens are wanted. */
interface PassageText {
  readonly question: string;
  readonly answer: string;
  readonly heading: string | null;
  readonly phrasings: readonly string[];
}

/** Tokens of a passage. Under a heading the headings above it are part of what it is about: a path that ends in its question stands for it. */
export function passageTokens({ question, answer, heading, phrasings }: PassageText): ChunkTokens {
  const about = heading !== null && (question === '' || heading.endsWith(question)) ? heading : question;
  return chunkTokens({ question: about, answer, phrasings });
}
