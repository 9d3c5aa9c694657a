import type { Embedders } from '../../ports/embedder.ts';
import type { SearchIndex } from '../../ports/search.ts';

/** Space in which a tenant's questions are searched by meaning now; undefined: by their words alone. */
export function spaceAsked(
  { search, embedders }: { readonly search: Pick<SearchIndex, 'space'>; readonly embedders: Embedders },
  tenantId: string,
): string | undefined {
  const asked = embedders.health().state === 'ready' ? embedders.asked.space?.name : undefined;
  return asked === search.space(tenantId)?.name ? asked : undefined;
}
