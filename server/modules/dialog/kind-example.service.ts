import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import { AppError } from '../../ports/errors.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import { storable } from '../message/storable.ts';
import { type Page, type PageRow } from '../page/keyset.ts';
import { listPage, NEWEST_FIRST } from '../page/list-page.ts';
import { once } from '../request/once.ts';
import type { LabelledLine } from './example-bank.ts';
import { KindExample } from './kind-example.entity.ts';
import type { DialogKind } from './kind.ts';

/** Examples that one company may have: fitting them takes about 2 s of one core. */
const MOST_EXAMPLES = 20_000;

/** A line and what its company says it is. */
export interface NewExample {
  readonly text: string;
  readonly kind: DialogKind;
}

/** Own examples, newest first. */
export function listKindExamples(em: EntityManager, page: Page): Promise<PageRow[]> {
  return listPage(em, { from: 'kind_example', order: NEWEST_FIRST }, page);
}

/** All own examples of a company. */
export async function readKindExamples(
  { database }: { readonly database: Database },
  tenantId: string,
): Promise<LabelledLine<DialogKind>[]> {
  const examples = await database.inTenant(tenantId, (em) =>
    em.find(KindExample, {}, { orderBy: { id: 'asc' }, disableIdentityMap: true }),
  );
  return examples.map(({ text, kind }) => ({ text, label: kind }));
}

/** Adds examples; a text that is there already gets the new kind. LIMIT_BATCH above 20,000 in all. Answers how many there are. */
export function addKindExamples(
  services: { readonly database: Database },
  by: PersonPrincipal,
  { requestId, examples }: { readonly requestId: string; readonly examples: readonly NewExample[] },
): Promise<{ readonly total: number }> {
  const { tenantId } = by;
  const request = { tenantId, actor: `user:${by.id}`, requestId, name: 'addKindExamples', input: { examples } };
  return once(services, request, async (em) => {
    const lines = examples.map(({ text, kind }) => ({ tenantId, text: storable(text), kind }));
    const unique = [...new Map(lines.map((line) => [line.text, line])).values()];
    await em.upsertMany(KindExample, unique, {
      onConflictFields: ['tenantId', 'text'],
      onConflictMergeFields: ['kind'],
    });
    const total = await em.count(KindExample, {});
    if (total > MOST_EXAMPLES) throw new AppError('LIMIT_BATCH', { limit: MOST_EXAMPLES, total });
    await raiseRevision(em, tenantId);
    return { answer: { total }, subject: `tenant:${tenantId}`, detail: { added: unique.length } };
  });
}

/** Takes an example out; NOT_FOUND when it is not there. Answers how many are left. */
export function removeKindExample(
  services: { readonly database: Database },
  by: PersonPrincipal,
  { requestId, id }: { readonly requestId: string; readonly id: string },
): Promise<{ readonly total: number }> {
  const { tenantId } = by;
  const request = { tenantId, actor: `user:${by.id}`, requestId, name: 'removeKindExample', input: { id } };
  return once(services, request, async (em) => {
    if ((await em.nativeDelete(KindExample, { id })) === 0) throw new AppError('NOT_FOUND');
    await raiseRevision(em, tenantId);
    return { answer: { total: await em.count(KindExample, {}) }, subject: `kind_example:${id}` };
  });
}

/** Every turn carries the settings: a new revision tells each hub that the examples are others now. */
async function raiseRevision(em: EntityManager, tenantId: string): Promise<void> {
  await em.execute(
    `update tenant set settings = settings || jsonb_build_object('kindExamplesRevision', coalesce((settings->>'kindExamplesRevision')::int, 0) + 1) where id = ?`,
    [tenantId],
  );
}
