import type { EntityManager } from '@mikro-orm/postgresql';
import { Reply } from './reply.entity.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Bubbles of the given ids, in any order, without those that do not exist. */
export async function findReplies(em: EntityManager, ids: readonly string[]): Promise<Reply[]> {
  const known = ids.filter((id) => UUID.test(id));
  return known.length > 0 ? await em.find(Reply, { id: { $in: known } }, { disableIdentityMap: true }) : [];
}

/** The bubble that carries each message to its chat. */
export async function repliesOfMessages(em: EntityManager, messageIds: readonly string[]): Promise<Map<string, Reply>> {
  const replies = await em.find(Reply, { messageId: { $in: [...messageIds] } }, { disableIdentityMap: true });
  return new Map(replies.map((reply) => [reply.messageId, reply]));
}
