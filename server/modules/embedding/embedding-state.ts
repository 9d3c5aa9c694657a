import type { EntityManager } from '@mikro-orm/postgresql';
import type { EmbeddingSpace } from '../../ports/embedder.ts';
import { TEXTS_VERSION } from './texts-to-embed.ts';

/** How much of what questions are answered from has vectors in a space, in passages. */
export interface EmbeddingProgress {
  readonly done: number;
  readonly total: number;
}

/** A version that has not all its vectors yet. */
export interface OpenVersion {
  readonly id: string;
  /** Position of the first chunk without. */
  readonly from: number;
  /** Waits for a person to publish it. */
  readonly held: boolean;
  /** Positions of chunks in which personal data was found. */
  readonly personal: readonly number[];
}

/** Seconds that a hub may embed for a tenant without a word before another one takes over; longer than one batch with its tries. */
const LEASE_SECONDS = 180;

const VERSIONS = `from document d join document_version v on v.document_id = d.id
  left join embedded_version e on e.version_id = v.id and e.space = ? and e.texts_version = ${TEXTS_VERSION}
  where d.removed_at is null and (d.expires_at is null or d.expires_at > clock_timestamp())`;

/**
 * Versions that are not complete in a space: those that questions are answered from, the smallest first, then those that
 * wait to be published, so that nothing is left to be done when they are.
 */
export function openVersions(em: EntityManager, space: string): Promise<OpenVersion[]> {
  return em.execute<OpenVersion[]>(
    `select v.id::text as id, coalesce(e.next_position, 0) as "from", v.state = 'held' as held,
       jsonb_path_query_array(v.findings, '$[*].position') as personal
     ${VERSIONS} and (v.id = d.current_version_id or v.state = 'held') and e.complete is not true
     order by v.state = 'held', v.chunk_count, v.id`,
    [space],
  );
}

export async function readProgress(em: EntityManager, space: string): Promise<EmbeddingProgress> {
  const [row] = await em.execute<EmbeddingProgress[]>(
    `select coalesce(sum(least(e.done, v.chunk_count)), 0)::int as done, coalesce(sum(v.chunk_count), 0)::int as total
     ${VERSIONS} and v.id = d.current_version_id`,
    [space],
  );
  return row ?? { done: 0, total: 0 };
}

/** Takes or renews the tenant's lease; false while another hub embeds for it. */
export async function leaseEmbedding(em: EntityManager, tenantId: string, holder: string): Promise<boolean> {
  const rows = await em.execute<object[]>(
    `insert into embedding_state (tenant_id, holder, lease_until) values (?, ?, clock_timestamp() + interval '${LEASE_SECONDS} s')
     on conflict (tenant_id) do update set holder = excluded.holder, lease_until = excluded.lease_until
       where embedding_state.holder is null or embedding_state.holder = excluded.holder or embedding_state.lease_until < clock_timestamp()
     returning tenant_id`,
    [tenantId, holder],
  );
  return rows.length > 0;
}

export async function releaseEmbedding(em: EntityManager, holder: string): Promise<void> {
  await em.execute('update embedding_state set holder = null, lease_until = null where holder = ?', [holder]);
}

/** What was embedded of a version. */
export interface EmbeddedPart {
  readonly versionId: string;
  readonly space: string;
  readonly chunks: number;
  readonly nextPosition: number;
  readonly complete: boolean;
}

export async function noteEmbedded(em: EntityManager, part: EmbeddedPart): Promise<void> {
  await em.execute(
    `insert into embedded_version as e (tenant_id, version_id, space, texts_version, done, next_position, complete)
       select current_setting('app.tenant')::uuid, v.id, ?, ${TEXTS_VERSION}, ?, ?, ? from document_version v where v.id = ?
     on conflict (version_id, space) do update set
       done = case when e.texts_version = excluded.texts_version then e.done else 0 end + excluded.done,
       next_position = excluded.next_position, complete = excluded.complete, texts_version = excluded.texts_version`,
    [part.space, part.chunks, part.nextPosition, part.complete, part.versionId],
  );
}

/** The space that the tenant's index is in, as all hubs agree; null: by words alone. */
export async function agreedSpace(em: EntityManager): Promise<string | null> {
  const [row] = await em.execute<{ space: string | null }[]>('select space from embedding_state');
  return row?.space ?? null;
}

/** Makes a complete space the tenant's. Vectors of the one before are kept for the way back, older ones go. */
export async function agreeOnSpace(em: EntityManager, tenantId: string, space: EmbeddingSpace): Promise<void> {
  const before = await agreedSpace(em);
  await em.execute(
    `insert into embedding_state (tenant_id, space, dimensions) values (?, ?, ?)
     on conflict (tenant_id) do update set space = excluded.space, dimensions = excluded.dimensions`,
    [tenantId, space.name, space.dimensions],
  );
  const kept = [space.name, before ?? space.name];
  await em.execute('delete from embedded_version where space not in (?, ?)', kept);
  await em.execute('delete from embedding where space not in (?, ?)', kept);
}
