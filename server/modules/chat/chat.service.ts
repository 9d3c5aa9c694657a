import type { EntityManager } from '@mikro-orm/postgresql';
import { Chat } from './chat.entity.ts';

/** Windows of each room, oldest first. */
export async function chatsOfRooms(em: EntityManager, roomIds: readonly string[]): Promise<Map<string, Chat[]>> {
  const chats = await em.find(
    Chat,
    { roomId: { $in: [...roomIds] } },
    { orderBy: { id: 'asc' }, disableIdentityMap: true },
  );
  return Map.groupBy(chats, (chat) => chat.roomId);
}
