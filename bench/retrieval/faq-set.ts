import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An entry of a knowledge set. */
export interface FaqEntry {
  readonly id: string;
  readonly q: string;
  readonly a?: string;
  readonly similar?: readonly string[];
  /** Headings above a passage of a document; null and absent: none. */
  readonly heading?: string | null;
  readonly faq?: string;
}

/** A labelled question: para and silver have an answer, near and far have none. */
export interface FaqQuestion {
  readonly q: string;
  readonly gold: readonly string[];
  readonly kind: 'para' | 'silver' | 'near' | 'far';
}

export interface FaqSet {
  readonly name: string;
  readonly entries: readonly FaqEntry[];
  readonly questions: readonly FaqQuestion[];
}

function readLines<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Every faq_<name>.corpus.jsonl of a folder with its queries, by name. */
export function readFaqSets(folder: string): FaqSet[] {
  if (!existsSync(folder)) throw new Error(`no data folder at ${folder}: pass one as argument or in KEFU_EVAL_DIR`);
  return readdirSync(folder)
    .map((file) => /^faq_(\w+)\.corpus\.jsonl$/.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .toSorted()
    .map((name) => readFaqSet(folder, name));
}

export function readFaqSet(folder: string, name: string): FaqSet {
  return {
    name,
    entries: readLines<FaqEntry>(join(folder, `faq_${name}.corpus.jsonl`)),
    questions: readLines<FaqQuestion>(join(folder, `faq_${name}.queries.jsonl`)),
  };
}

/** Group of each entry; a hit on any entry of the gold's group counts. */
export function groupsOf(set: FaqSet): Map<string, string> {
  return new Map(set.entries.map((entry) => [entry.id, entry.faq ?? entry.id]));
}

/** Groups that answer a question. */
export function goldGroups(question: FaqQuestion, groups: ReadonlyMap<string, string>): Set<string> {
  return new Set(question.gold.map((id) => groups.get(id) ?? id));
}

export function isAnswerable(question: FaqQuestion): boolean {
  return question.kind === 'para' || question.kind === 'silver';
}
