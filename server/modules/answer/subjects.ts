import type { Claim } from './claim.ts';
import { letters } from './name-claims.ts';

/** A sentence or a row of evidence with what it is about and what it says. */
export interface Statement {
  /** Codes it names and, of a row, its first cell; those of the heading where it names none. None: it is about everything. */
  readonly subjects: ReadonlySet<string>;
  readonly claims: readonly Claim[];
  readonly letters: string;
}

type ReadClaims = (text: string) => readonly Claim[];

const STATEMENT_END = /[。!?;\n]/u;
const CLAUSE_END = /[。!?;,\n]/u;
const ROW = /^\s*\|\s*([^|]*?)\s*\|/u;
const LEAST_LETTERS = 4;
/** Shares of a clause's pairs of letters: what others say of it at least, and how much more than what is said of its own subject. */
const LEAST_SHARE = 0.6;
const LEAST_LEAD = 0.5;

/** What each sentence and row of a readable passage says; its first line is its question or heading. */
export function statementsOf(passage: string, claimsOf: ReadClaims): Statement[] {
  const [heading = ''] = passage.split('\n');
  const shared = subjectsOf(heading, claimsOf(heading));
  const texts = passage.split(STATEMENT_END);
  return texts.map((text, index) => {
    const claims = claimsOf(text);
    // The first row of a table names its columns.
    const isHeader = ROW.test(text) && !ROW.test(texts[index - 1] ?? '');
    const own = isHeader ? new Set<string>() : subjectsOf(text, claims);
    return { subjects: own.size > 0 || isHeader ? own : shared, claims, letters: letters(text) };
  });
}

function subjectsOf(text: string, claims: readonly Claim[]): Set<string> {
  const codes = claims.filter(({ kind }) => kind === 'code').flatMap(({ keys }) => keys);
  const cell = letters(ROW.exec(text)?.[1] ?? '');
  return new Set(cell.length > 1 ? [...codes, `row:${cell}`] : codes);
}

/** A clause of a draft and the statements it may rest on: those about its subjects or about none, and those about others. */
export interface ClauseGround {
  readonly clause: string;
  readonly claims: readonly Claim[];
  readonly own: readonly Statement[];
  readonly others: readonly Statement[];
}

/** The clauses of a readable sentence that have a subject of the evidence; one without names goes on with that of the clause before. */
export function clauseGrounds(
  sentence: string,
  statements: readonly Statement[],
  claimsOf: ReadClaims,
): ClauseGround[] {
  const known = [...new Set(statements.flatMap(({ subjects }) => [...subjects]))];
  if (known.length === 0) return [];
  let subjects = new Set<string>();
  return sentence.split(CLAUSE_END).flatMap((clause) => {
    const claims = claimsOf(clause);
    const named = new Set(claims.filter(({ kind }) => kind === 'code').flatMap(({ keys }) => keys));
    const text = letters(clause);
    for (const key of known) if (key.startsWith('row:') && text.includes(key.slice('row:'.length))) named.add(key);
    if (named.size > 0) subjects = named;
    if (subjects.size === 0) return [];
    const isOther = (each: Statement): boolean =>
      each.subjects.size > 0 && ![...each.subjects].some((key) => subjects.has(key));
    const others = statements.filter(isOther);
    return others.length === 0 ? [] : [{ clause, claims, own: statements.filter((each) => !isOther(each)), others }];
  });
}

/** A clause that says of its subject what evidence says of others only: E03 with the meaning of E07. */
export function saidOfOthers({ clause, own, others }: ClauseGround): Claim[] {
  const said = letters(clause).replace(/[a-z\d]+/gu, '');
  if (said.length < LEAST_LETTERS) return [];
  const ofOthers = Math.max(...others.map((each) => sharedPairs(said, each.letters)));
  const ofOwn = sharedPairs(said, own.map((each) => each.letters).join('\n'));
  const foreign = ofOthers >= LEAST_SHARE && ofOthers - ofOwn >= LEAST_LEAD;
  return foreign ? [{ kind: 'matter', text: clause, keys: [] }] : [];
}

function sharedPairs(said: string, ground: string): number {
  let shared = 0;
  for (let at = 0; at + 1 < said.length; at += 1) if (ground.includes(said.slice(at, at + 2))) shared += 1;
  return shared / (said.length - 1);
}
