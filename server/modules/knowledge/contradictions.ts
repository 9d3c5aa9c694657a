import { setImmediate as nextTick } from 'node:timers/promises';
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

/**
 * Questions this alike ask the same when they name the same numbers and codes and neither names a thing that the other does
 * not in its place: without that, 92 pairs of the 700 entries of the written sets would be (金卡 and 银卡), with it one.
 */
const SAME_QUESTION = 0.6;
/** Entries compared at most, the newest: as many passages as search is measured with, in some 10 s of a core, a few milliseconds at a time. */
const ENTRIES_COMPARED = 100_000;
const ENTRIES_A_READ = 5_000;
const PAIRS_AT_ONCE = 200;
const SHOWN_AT_MOST = 100;

const NUMBERS = /[a-z]*\d+(?:[.:\-/]\d+)*[a-z%]*/gu;
/** Characters that ask, and those that only join. */
const ASKING = new Set(
  '请问麻烦您好你我咱们的地得了着过吗呢啊吧呀嘛么是有在要需想会能可以够应该不否怎样如何什哪个些多少久几谁为啥咋一下儿和与跟把被给由就都也还那这时候办',
);
const THINGS = /\p{Script=Han}|[^\s\p{P}\p{Script=Han}]+/gu;
const NEGATION = /不|没|无法|未|禁止|勿|别|非/u;
const RANKS = { numbers: 0, negation: 1, wording: 2 } as const;

/** Pairs of published entries whose questions are near-identical and whose answers differ, gravest first. */
export async function findContradictions(entries: readonly Entry[]): Promise<Contradiction[]> {
  // Only questions that name the same numbers and codes ask the same.
  const questions = entries.map(({ question }) => ({ text: question, key: numbersOf(question) }));
  const found: Contradiction[] = [];
  const pairs = await nearQuestions(questions, SAME_QUESTION);
  for (const [index, { one, other, likeness }] of pairs.entries()) {
    if (index % PAIRS_AT_ONCE === PAIRS_AT_ONCE - 1) await nextTick();
    const [a, b] = [entries[one], entries[other]];
    if (!a || !b || nameOthers(a.question, b.question)) continue;
    const difference = differenceOf(a.answer, b.answer);
    if (difference) found.push({ a, b, difference, likeness });
  }
  return found
    .toSorted((a, b) => RANKS[a.difference] - RANKS[b.difference] || b.likeness - a.likeness)
    .slice(0, SHOWN_AT_MOST);
}

/** Whether each of two questions names something that the other does not. */
function nameOthers(a: string, b: string): boolean {
  const [one, other] = [thingsIn(a), thingsIn(b)];
  const without = (some: Set<string>, all: Set<string>): boolean => Array.from(some).some((thing) => !all.has(thing));
  return without(one, other) && without(other, one);
}

function thingsIn(question: string): Set<string> {
  const things = normaliseText(question).match(THINGS) ?? [];
  return new Set(things.filter((thing) => !ASKING.has(thing)));
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
  readonly #known = new Map<string, { readonly state: string; readonly found: Promise<Contradiction[]> }>();

  constructor(database: Database) {
    this.#database = database;
  }

  async of(tenantId: string): Promise<readonly Contradiction[]> {
    // No revision tells that a document has expired.
    const state = await this.#database.inTenant(
      tenantId,
      async (em) => `${await knowledgeRevision(em, tenantId)} ${await countLiving(em)}`,
    );
    const known = this.#known.get(tenantId);
    if (known?.state === state) return known.found;
    const found = this.#read(tenantId).then(findContradictions);
    this.#known.set(tenantId, { state, found });
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

async function countLiving(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(
    'select count(*)::int as count from document where removed_at is null and (expires_at is null or expires_at > clock_timestamp())',
  );
  return row?.count ?? 0;
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
