import type { Embedders } from '../../ports/embedder.ts';
import type { SearchIndex } from '../../ports/search.ts';

/** Space in which a tenant's questions are searched by meaning now; undefined: by their words alone. */
export function spaceAsked(
  { search, embedders }: { readonly search: Pick<SearchIndex, 'space' | 'engine'>; readonly embedders: Embedders },
  tenantId: string,
): string | undefined {
  // A fallback has words alone, and names the space of the index that it stands in for.
  if (search.engine(tenantId) === 'fallback') return undefined;
  const takesQuestions = embedders.health().state === 'ready' && embedders.takesQuestions();
  const asked = takesQuestions ? embedders.asked.space?.name : undefined;
  return asked === search.space(tenantId)?.name ? asked : undefined;
}
