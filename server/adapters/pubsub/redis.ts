import { randomUUID } from 'node:crypto';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import { Redis, type RedisOptions } from 'ioredis';
import type { Wake, WakeTopic } from '../../ports/wake.ts';
import { createMemoryWake } from './memory.ts';

/** Reconnecting never gives up; what was lost meanwhile is found within a second by those who look anyhow. */
const RECONNECT: RedisOptions = {
  retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 2_000),
  connectTimeout: 2_000,
  keepAlive: 10_000,
};

/** One message tells of several tenants; a node ignores what it has already told its own listeners. */
interface Notice {
  readonly node: string;
  readonly tenants: readonly string[];
}

/**
 * Wakes the listeners of all nodes. Redis carries notices only, one subscription a topic and node, and nothing is queued
 * for it: one publish a topic is on its way, and tenants that have news meanwhile wait as a set.
 */
export function createRedisWake(url: string): Wake {
  const local = createMemoryWake();
  const node = randomUUID();
  const publisher = new Redis(url, { ...RECONNECT, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  const subscriber = new Redis(url, { ...RECONNECT, maxRetriesPerRequest: null });
  // Every failed attempt says so; it is the reconnecting that matters.
  publisher.on('error', () => undefined);
  subscriber.on('error', () => undefined);
  const pubsub = new RedisPubSub({ publisher, subscriber });
  const outgoing = new Map<WakeTopic, { sending: boolean; readonly tenants: Set<string> }>();
  const subscribed = new Set<WakeTopic>();

  const send = async (topic: WakeTopic): Promise<void> => {
    const queue = outgoing.get(topic);
    if (queue === undefined || queue.sending) return;
    queue.sending = true;
    while (queue.tenants.size > 0) {
      const notice: Notice = { node, tenants: [...queue.tenants] };
      queue.tenants.clear();
      await pubsub.publish(channelOf(topic), notice).catch(() => undefined);
    }
    queue.sending = false;
  };

  const listen = (topic: WakeTopic): void => {
    if (subscribed.has(topic)) return;
    subscribed.add(topic);
    const onNotice = (notice: Notice): void => {
      if (notice.node === node) return;
      for (const tenantId of notice.tenants) local.publish(topic, tenantId);
    };
    // ioredis subscribes again by itself after each reconnect; only the very first time can fail, when we close before.
    // The library then leaves a promise of its own without a handler unless a second subscriber waits for it.
    for (const listener of [onNotice, () => undefined]) {
      pubsub.subscribe<Notice>(channelOf(topic), listener).catch(() => subscribed.delete(topic));
    }
  };

  return {
    publish: (topic, tenantId) => {
      local.publish(topic, tenantId);
      const queue = outgoing.get(topic) ?? { sending: false, tenants: new Set<string>() };
      outgoing.set(topic, queue);
      queue.tenants.add(tenantId);
      setImmediate(() => void send(topic));
    },
    subscribe: (topic, listener) => {
      listen(topic);
      return local.subscribe(topic, listener);
    },
    close: async () => {
      publisher.disconnect();
      subscriber.disconnect();
      await local.close();
    },
  };
}

function channelOf(topic: WakeTopic): string {
  return `kefu:wake:${topic}`;
}
