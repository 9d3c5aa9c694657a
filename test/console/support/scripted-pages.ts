/** The first entries after a position, as the schema's connections have them. */
export function page<Node extends { id: string }>(
  nodes: readonly Node[],
  first: number,
  after: string | null | undefined,
): object {
  const from = after ? nodes.findIndex((node) => node.id === after) + 1 : 0;
  const cut = nodes.slice(from, from + first);
  return {
    edges: cut.map((node) => ({ node, cursor: node.id })),
    pageInfo: {
      hasNextPage: from + first < nodes.length,
      hasPreviousPage: from > 0,
      startCursor: cut[0]?.id ?? null,
      endCursor: cut.at(-1)?.id ?? null,
    },
    totalCount: nodes.length,
  };
}

/** The last entries before a position. */
export function lastPage<Node extends { id: string }>(
  nodes: readonly Node[],
  last: number,
  before: string | null | undefined,
): object {
  const end = before ? nodes.findIndex((node) => node.id === before) : nodes.length;
  const start = Math.max(0, end - last);
  const cut = nodes.slice(start, end);
  return {
    edges: cut.map((node) => ({ node, cursor: node.id })),
    pageInfo: {
      hasNextPage: end < nodes.length,
      hasPreviousPage: start > 0,
      startCursor: cut[0]?.id ?? null,
      endCursor: cut.at(-1)?.id ?? null,
    },
  };
}
