import type { Claim } from './claim.ts';
import { letters } from './name-claims.ts';

/** Letters before a number that tell what it counts. */
const CONTEXT_LETTERS = 3;
const SEARCHED = 12;
const CLAUSE = /[。!?;\n]/u;

/** Numbers and moments of evidence by the letters before them. */
export type ClaimContexts = ReadonlyMap<string, readonly Claim[]>;

/** The letters right before a claim in its own sentence, numbers left out; undefined when they are too few to tell. */
function contextOf(text: string, { at = 0 }: Claim): string | undefined {
  const before =
    text
      .slice(Math.max(0, at - SEARCHED), at)
      .split(CLAUSE)
      .at(-1) ?? '';
  const context = letters(before).replace(/\d/gu, '').slice(-CONTEXT_LETTERS);
  return context.length === CONTEXT_LETTERS ? context : undefined;
}

/** Collects what evidence says after which words. */
export function contextsOf(
  texts: readonly { readonly text: string; readonly claims: readonly Claim[] }[],
): ClaimContexts {
  const contexts = new Map<string, Claim[]>();
  for (const { text, claims } of texts) {
    for (const claim of claims) {
      const context = claim.kind === 'number' || claim.kind === 'date' ? contextOf(text, claim) : undefined;
      if (context === undefined) continue;
      const known = contexts.get(context);
      if (known) known.push(claim);
      else contexts.set(context, [claim]);
    }
  }
  return contexts;
}

/** What evidence says after the same words as the claim; undefined when it never uses them. */
export function sameContext(contexts: ClaimContexts, text: string, claim: Claim): readonly Claim[] | undefined {
  const context = contextOf(text, claim);
  return context === undefined ? undefined : contexts.get(context)?.filter(({ kind }) => kind === claim.kind);
}
