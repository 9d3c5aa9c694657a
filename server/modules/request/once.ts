import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import { AppError } from '../../ports/errors.ts';

/** One request of one caller. */
export interface OnceRequest {
  readonly tenantId: string;
  /** Whose request it is: 'user:7', 'agent:3', 'session:…'. */
  readonly actor: string;
  readonly requestId: string;
  /** Name of the mutation. */
  readonly name: string;
  /** What must be the same in a repeat. No secrets: a hash of it is stored. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What an effect answers, and what the audit trail says of it. */
export interface Effect<Answer extends object> {
  /** Ids, never secrets: it is stored. */
  readonly answer: Answer;
  readonly subject?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * Runs an effect once: request, effect and audit row are one transaction, and a repeat gets the first answer.
 * IDEMPOTENCY_CONFLICT when the same requestId comes with another input. The SQL function `command` does the same for
 * the mutations of the spine.
 */
export function once<Answer extends object>(
  { database }: { database: Database },
  request: OnceRequest,
  effect: (em: EntityManager) => Promise<Effect<Answer>>,
): Promise<Answer> {
  const { tenantId, actor, requestId, name } = request;
  const hash = createHash('sha256').update(JSON.stringify(request.input)).digest('hex');
  const key = [tenantId, actor, requestId];
  return database.inTenant(tenantId, async (em) => {
    const made = await em.execute<unknown[]>(
      `insert into request (tenant_id, actor, request_id, name, input_hash) values (?, ?, ?, ?, ?)
       on conflict do nothing returning 1 as made`,
      [...key, name, hash],
    );
    if (made.length === 0) return await firstAnswer<Answer>(em, key, { name, hash });
    const { answer, subject, detail } = await effect(em);
    await em.flush();
    await em.execute(`insert into audit (tenant_id, actor, action, subject, detail) values (?, ?, ?, ?, ?::jsonb)`, [
      tenantId,
      actor,
      name,
      subject ?? null,
      JSON.stringify(detail ?? {}),
    ]);
    await em.execute(`update request set answer = ?::jsonb where tenant_id = ? and actor = ? and request_id = ?`, [
      JSON.stringify(answer),
      ...key,
    ]);
    return answer;
  });
}

async function firstAnswer<Answer>(
  em: EntityManager,
  key: readonly string[],
  { name, hash }: { name: string; hash: string },
): Promise<Answer> {
  const [known] = await em.execute<{ name: string; input_hash: string; answer: Answer }[]>(
    `select name, input_hash, answer from request where tenant_id = ? and actor = ? and request_id = ?`,
    [...key],
  );
  if (!known || known.name !== name || known.input_hash !== hash) throw new AppError('IDEMPOTENCY_CONFLICT');
  return known.answer;
}
