import { setImmediate as nextTick } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import { likeness, profileOf, type QuestionProfile } from './question-likeness.ts';
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
/** Entries compared at most, the newest; and pairs shown. */
const ENTRIES_COMPARED = 5_000;
const SHOWN_AT_MOST = 100;
/** A token that more entries have tells little: pairs are looked for by the rarer ones. */
const COMMON = 40;
const ENTRIES_AT_ONCE = 100;

const NUMBERS = /[a-z]*\d+(?:[.:\-/]\d+)*[a-z%]*/gu;
const NEGATION = /不|没|无法|未|禁止|勿|别|非/u;
const RANKS = { numbers: 0, negation: 1, wording: 2 } as const;

/** Pairs of published entries whose questions are near-identical and whose answers differ, gravest first. */
export async function findContradictions(entries: readonly Entry[]): Promise<Contradiction[]> {
  const profiles = entries.map(({ question }) => profileOf(question));
  const places = placesOfTokens(profiles);
  const found: Contradiction[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % ENTRIES_AT_ONCE === ENTRIES_AT_ONCE - 1) await nextTick();
    for (const other of candidates(profiles, places, index)) {
      const alike = likeness(profiles[index] ?? new Map(), profiles[other] ?? new Map());
      const partner = entries[other];
      if (!partner || alike < SAME_QUESTION || numbersOf(entry.question) !== numbersOf(partner.question)) continue;
      const difference = differenceOf(entry.answer, partner.answer);
      if (difference) found.push({ a: entry, b: partner, difference, likeness: Math.min(1, alike) });
    }
  }
  return found
    .toSorted((a, b) => RANKS[a.difference] - RANKS[b.difference] || b.likeness - a.likeness)
    .slice(0, SHOWN_AT_MOST);
}

function placesOfTokens(profiles: readonly QuestionProfile[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, profile] of profiles.entries()) {
    for (const token of profile.keys()) {
      const known = places.get(token);
      if (known) known.push(index);
      else places.set(token, [index]);
    }
  }
  return places;
}

/** Later entries that share a token that is not common; all whose questions are the same share one unless all are common. */
function candidates(
  profiles: readonly QuestionProfile[],
  places: ReadonlyMap<string, readonly number[]>,
  index: number,
): Set<number> {
  const lists = Array.from(profiles[index]?.keys() ?? [], (token) => places.get(token) ?? []);
  const rare = lists.filter((list) => list.length <= COMMON);
  const used = rare.length > 0 ? rare : lists.toSorted((a, b) => a.length - b.length).slice(0, 1);
  return new Set(used.flat().filter((other) => other > index));
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
    const [entries, revision] = await this.#database.inTenant(tenantId, (em) => readEntries(em, tenantId));
    const known = this.#known.get(tenantId);
    if (known?.revision === revision) return known.found;
    const found = findContradictions(entries);
    this.#known.set(tenantId, { revision, found });
    return found;
  }
}

async function readEntries(em: EntityManager, tenantId: string): Promise<[Entry[], string]> {
  const entries = await em.execute<Entry[]>(
    `select c.id::text as "chunkId", c.question, c.answer from document d join chunk c on c.version_id = d.current_version_id
     where d.removed_at is null and (d.expires_at is null or d.expires_at > clock_timestamp()) and c.question <> '' and c.heading is null
     order by c.id desc limit ?`,
    [ENTRIES_COMPARED],
  );
  const [row] = await em.execute<{ revision: string }[]>(
    'select knowledge_revision::text as revision from tenant where id = ?',
    [tenantId],
  );
  return [entries, row?.revision ?? '0'];
}
