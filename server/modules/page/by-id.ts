import type { EntityName, FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/** Ids are whole numbers of at most 18 digits; whatever else is asked for does not exist. */
const ID = /^\d{1,18}$/;

/** Whether a text can be an id of this hub (replies and tenants have uuids instead). */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** Entities of the given ids, in any order, without those that do not exist or are another tenant's. Not tracked. */
export async function findByIds<Entity extends { id: string }>(
  em: EntityManager,
  entity: EntityName<Entity>,
  ids: readonly string[],
): Promise<Entity[]> {
  const known = ids.filter(isId);
  if (known.length === 0) return [];
  return em.find(entity, { id: { $in: known } } as unknown as FilterQuery<Entity>, {
    disableIdentityMap: true,
  });
}
