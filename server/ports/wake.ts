/** What there may be news of: rows for the feed, turns to claim, knowledge that was published or withdrawn, or a demo that was removed. */
export type WakeTopic = 'events' | 'turns' | 'knowledge' | 'demo';

/**
 * Tells the nodes of a hub that a tenant may have news. Lossy and coalescing by contract: notices of one tenant that
 * come close together arrive as one, and some never arrive. Listeners look into the database, and also do so once a
 * second without being woken. Publish after the commit, never inside a transaction.
 */
export interface Wake {
  /** Never throws, never waits. */
  publish(topic: WakeTopic, tenantId: string): void;

  /** Calls the listener from now on for news of every node, this one included; the result ends the subscription. */
  subscribe(topic: WakeTopic, listener: (tenantId: string) => void): () => void;

  close(): Promise<void>;
}
