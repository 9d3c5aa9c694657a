import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import { knowledgeRevision } from './document-list.ts';
import { nearQuestions } from './near-questions.ts';
import { normaliseText } from './tokens.ts';

/** An entry of the published knowledge. */
export interface Entry {
  readonly chunkId: string;
  readonly question: string;
  readonly answer: string;
}

/** Two entries that ask the same and answer differently. */
export interface Contradiction {
  readonly a: Entry;
  readonly b: Entry;
  /** numbers: an amount, time, code or date differs; negation: one says no; wording: only the words. */
  readonly difference: 'numbers' | 'negation' | 'wording';
  /** How alike the questions are, 0–1. */
  readonly likeness: number;
}

/** Questions this alike ask the same, when they name the same numbers and codes: no two of the written sets do that do not. */
const SAME_QUESTION = 0.7;
/** Entries compared at most, the newest: as many passages as search is measured with, in some 10 s of a core, a few milliseconds at a time. */
const ENTRIES_COMPARED = 100_000;
const ENTRIES_A_READ = 5_000;
const SHOWN_AT_MOST = 100;

const NUMBERS = /[a-z]*\d+(?:[.:\-/]\d+)*[a-z%]*/gu;
const NEGATION = /不|没|无法|未|禁止|勿|别|非/u;
const RANKS = { numbers: 0, negation: 1, wording: 2 } as const;

/** Pairs of published entries whose questions are near-identical and whose answers differ, gravest first. */
export async function findContradictions(entries: readonly Entry[]): Promise<Contradiction[]> {
  // Only questions that name the same numbers and codes ask the same.
  const questions = entries.map(({ question }) => ({ text: question, key: numbersOf(question) }));
  const found: Contradiction[] = [];
  for (const { one, other, likeness } of await nearQuestions(questions, SAME_QUESTION)) {
    const [a, b] = [entries[one], entries[other]];
    const difference = a && b && differenceOf(a.answer, b.answer);
    if (difference) found.push({ a, b, difference, likeness });
  }
  return found
    .toSorted((a, b) => RANKS[a.difference] - RANKS[b.difference] || b.likeness - a.likeness)
    .slice(0, SHOWN_AT_MOST);
}

/** How two answers differ; null when they say the same. */
export function differenceOf(a: string, b: string): Contradiction['difference'] | null {
  const [one, other] = [normaliseText(a), normaliseText(b)].map((text) => text.replaceAll(/[\s\p{P}]/gu, ''));
  if (one === other) return null;
  if (numbersOf(a) !== numbersOf(b)) return 'numbers';
  return NEGATION.test(a) === NEGATION.test(b) ? 'wording' : 'negation';
}

function numbersOf(text: string): string {
  return [...new Set(normaliseText(text).match(NUMBERS) ?? [])].toSorted().join(' ');
}

/** Contradictions by tenant, found once for each revision of the knowledge. */
export class Contradictions {
  readonly #database: Database;
  readonly #known = new Map<string, { readonly revision: string; readonly found: Promise<Contradiction[]> }>();

  constructor(database: Database) {
    this.#database = database;
  }

  async of(tenantId: string): Promise<readonly Contradiction[]> {
    const revision = await this.#database.inTenant(tenantId, (em) => knowledgeRevision(em, tenantId));
    const known = this.#known.get(tenantId);
    if (known?.revision === revision) return known.found;
    const found = this.#read(tenantId).then(findContradictions);
    this.#known.set(tenantId, { revision, found });
    // One that failed is not remembered.
    found.catch(() => this.#known.delete(tenantId));
    return found;
  }

  async #read(tenantId: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    while (entries.length < ENTRIES_COMPARED) {
      const before = entries.at(-1)?.chunkId;
      const some = await this.#database.inTenant(tenantId, (em) => readEntries(em, before));
      entries.push(...some);
      if (some.length < ENTRIES_A_READ) break;
    }
    return entries;
  }
}

/** The newest entries, or the newest of those before one. */
function readEntries(em: EntityManager, before: string | undefined): Promise<Entry[]> {
  return em.execute<Entry[]>(
    `select c.id::text as "chunkId", c.question, c.answer from document d join chunk c on c.version_id = d.current_version_id
     where d.removed_at is null and (d.expires_at is null or d.expires_at > clock_timestamp()) and c.question <> '' and c.heading is null
       and (?::bigint is null or c.id < ?) order by c.id desc limit ${ENTRIES_A_READ}`,
    [before ?? null, before ?? null],
  );
}
