import { resolveCursorConnection } from '@pothos/plugin-relay';
import type { Page, PageRow } from './keyset.ts';

/** Entries of a page when the caller names no number. */
const DEFAULT_SIZE = 20;
/** Entries of a page at most. */
export const MAX_PAGE = 100;

interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

/** A relay connection whose nodes are ids; the node's loader reads them, one query for the whole page. */
export async function connectionOf(args: ConnectionArguments, list: (page: Page) => Promise<readonly PageRow[]>) {
  const { edges, pageInfo } = await resolveCursorConnection<Promise<readonly PageRow[]>>(
    { args, defaultSize: DEFAULT_SIZE, maxSize: MAX_PAGE, toCursor: (row) => row.key },
    list,
  );
  return { pageInfo, edges: edges.map(({ cursor, node }) => ({ cursor, node: node.id })) };
}
