import type { EntityManager } from '@mikro-orm/postgresql';
import type { Order, Page, PageRow } from '../page/keyset.ts';
import { type Condition, containing, listPage } from '../page/list-page.ts';
import type { VersionState } from './knowledge.entity.ts';

/** What a document is now, for people. */
export const DOCUMENT_STATES = ['published', 'importing', 'held', 'refused', 'expired', 'removed'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

/** What a list of documents is narrowed by. */
export interface DocumentFilter {
  /** Exactly this folder; absent: all. */
  readonly folder?: string | null | undefined;
  readonly state?: DocumentState | null | undefined;
  /** Only those that expire, or have expired, before this moment. */
  readonly expiresBefore?: Date | null | undefined;
  /** Part of the name, of a question or of an answer. */
  readonly search?: string | null | undefined;
}

const LAST_CHANGED: Order = {
  columns: [
    { sql: 'd.updated_at', type: 'moment' },
    { sql: 'd.id', type: 'number' },
  ],
  direction: 'desc',
};

const latest = (states: string): string =>
  `exists (select 1 from document_version v where v.document_id = d.id and v.state in (${states})
     and v.number = (select max(n.number) from document_version n where n.document_id = d.id))`;

const STATES: Readonly<Record<DocumentState, string>> = {
  published:
    'd.removed_at is null and d.current_version_id is not null and (d.expires_at is null or d.expires_at > clock_timestamp())',
  importing: `d.removed_at is null and ${latest(`'importing'`)}`,
  held: `d.removed_at is null and ${latest(`'held'`)}`,
  refused: `d.removed_at is null and ${latest(`'refused', 'failed'`)}`,
  expired: 'd.removed_at is null and d.expires_at <= clock_timestamp()',
  removed: 'd.removed_at is not null',
};

/** Documents, last changed first; removed ones only when they are asked for. */
export function listDocuments(
  em: EntityManager,
  { folder, state, search, expiresBefore }: DocumentFilter,
  page: Page,
): Promise<PageRow[]> {
  return listPage(
    em,
    {
      from: 'document d',
      id: 'd.id',
      order: LAST_CHANGED,
      where: [
        { sql: state ? STATES[state] : 'd.removed_at is null' },
        folder === null || folder === undefined ? undefined : { sql: 'd.folder = ?', parameters: [folder] },
        expiresBefore ? { sql: 'd.expires_at < ?', parameters: [expiresBefore] } : undefined,
        search ? searched(search) : undefined,
      ],
    },
    page,
  );
}

function searched(search: string): Condition {
  return {
    sql: `d.name ilike ? or exists (select 1 from chunk c where c.version_id = d.current_version_id and (c.question ilike ? or c.answer ilike ?))`,
    parameters: [containing(search), containing(search), containing(search)],
  };
}

/** A folder with the number of documents in it. */
export interface FolderRow {
  readonly path: string;
  readonly documentCount: number;
  readonly chunkCount: number;
}

/** Folders that hold documents, by path; '' is the top. */
export function listFolders(em: EntityManager): Promise<FolderRow[]> {
  return em.execute<FolderRow[]>(
    `select d.folder as path, count(*)::int as "documentCount", coalesce(sum(v.chunk_count), 0)::int as "chunkCount"
     from document d left join document_version v on v.id = d.current_version_id
     where d.removed_at is null group by d.folder order by d.folder limit 1000`,
  );
}

/** How many documents there are, without removed ones. */
export async function countDocuments(em: EntityManager): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(
    'select count(*)::int as count from document where removed_at is null',
  );
  return row?.count ?? 0;
}

/** Revision of a tenant's knowledge; it rises with every change of what questions are answered from. */
export async function knowledgeRevision(em: EntityManager, tenantId: string): Promise<string> {
  const [row] = await em.execute<{ revision: string }[]>(
    'select knowledge_revision::text as revision from tenant where id = ?',
    [tenantId],
  );
  return row?.revision ?? '0';
}

/** The newest version of each document. */
export async function latestVersions(
  em: EntityManager,
  documentIds: readonly string[],
): Promise<Map<string, { readonly id: string; readonly state: VersionState }>> {
  const rows = await em.execute<{ document_id: string; id: string; state: VersionState }[]>(
    `select distinct on (document_id) document_id::text, id::text, state from document_version
     where document_id = any(?::bigint[]) order by document_id, number desc`,
    [`{${documentIds.join(',')}}`],
  );
  return new Map(rows.map(({ document_id, ...version }) => [document_id, version]));
}
