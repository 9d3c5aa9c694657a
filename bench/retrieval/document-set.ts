import { chunkBlocks } from '../../server/modules/knowledge/chunk-blocks.ts';
import type { DocumentBlock } from '../../server/ports/document-reader.ts';
import type { FaqEntry, FaqSet } from './faq-set.ts';

/** A way to write entries down as a document, with nobody knowing where one ends. */
export interface DocumentForm {
  readonly name: string;
  write(entries: readonly Required<Pick<FaqEntry, 'q' | 'a'>>[]): DocumentBlock[];
}

const paragraph = (text: string): DocumentBlock => ({ kind: 'paragraph', text, page: null });
const heading = (level: number, text: string): DocumentBlock => ({ kind: 'heading', level, text, page: null });
/** Entries told in one paragraph, and under one heading. */
const RUN_TOGETHER = 6;
const IN_SECTION = 8;

function* inParts<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}

export const DOCUMENT_FORMS: readonly DocumentForm[] = [
  {
    name: 'a heading each',
    write: (entries) => entries.flatMap(({ q, a }) => [heading(2, q), paragraph(a)]),
  },
  {
    name: 'a plain line each above the text',
    write: (entries) => entries.flatMap(({ q, a }) => [paragraph(q), paragraph(a)]),
  },
  {
    name: 'a paragraph each, headings that say nothing',
    write: (entries) =>
      Array.from(inParts(entries, IN_SECTION)).flatMap((some, number) => [
        heading(1, `第${number + 1}章`),
        ...some.map(({ a }) => paragraph(a)),
      ]),
  },
  {
    name: 'a paragraph each, no headings',
    write: (entries) => entries.map(({ a }) => paragraph(a)),
  },
  {
    name: 'six in a paragraph, no headings',
    write: (entries) =>
      Array.from(inParts(entries, RUN_TOGETHER), (some) => paragraph(some.map(({ a }) => a).join(''))),
  },
];

/** Pieces of a text that are looked for in passages: cut where a passage may begin or end. */
function sentencesOf(text: string): string[] {
  return text.split(/(?<=[。！？；])/u).filter((sentence) => sentence !== '');
}

/** The passages that hold at least half of an answer; where it was cut in three, the one that holds most. */
function holdersOf(answer: string, passages: readonly FaqEntry[]): string[] {
  const sentences = sentencesOf(answer);
  const held = passages.map(({ id, a = '' }) => {
    const characters = sentences.reduce((sum, sentence) => sum + (a.includes(sentence) ? sentence.length : 0), 0);
    return { id, characters };
  });
  const most = Math.max(...held.map(({ characters }) => characters));
  const least = Math.min(most, answer.length / 2);
  return most === 0 ? [] : held.filter(({ characters }) => characters >= least).map(({ id }) => id);
}

/** A set as the passages of a document, with the same questions. */
export async function asDocument(set: FaqSet, form: DocumentForm): Promise<FaqSet> {
  const written = set.entries.flatMap(({ q, a }) => (a ? [{ q, a }] : []));
  const { passages } = await chunkBlocks(form.write(written));
  const entries = passages.map(({ question, answer, heading: path }, number): FaqEntry => ({
    id: `${set.name}/${number}`,
    q: question,
    a: answer,
    heading: path,
  }));
  const holders = new Map(set.entries.map(({ id, a = '' }) => [id, holdersOf(a, entries)]));
  const questions = set.questions.map((question) => ({
    ...question,
    gold: question.gold.flatMap((id) => holders.get(id) ?? []),
  }));
  return { name: set.name, entries, questions };
}
