import { AsyncLocalStorage } from 'node:async_hooks';
import type { Wake, WakeTopic } from '../../ports/wake.ts';

type Listener = (tenantId: string) => void;

/**
 * Wakes the listeners of this process. Notices of one tenant within one turn of the event loop arrive as one, so what
 * waits is never more than one entry for each topic and tenant.
 */
export function createMemoryWake(): Wake {
  const listeners = new Map<WakeTopic, Set<Listener>>();
  const pending = new Map<WakeTopic, Set<string>>();
  let scheduled: NodeJS.Immediate | undefined;

  const deliver = (): void => {
    scheduled = undefined;
    const notices = [...pending];
    pending.clear();
    for (const [topic, tenants] of notices) {
      for (const listener of listeners.get(topic) ?? []) for (const tenantId of tenants) listener(tenantId);
    }
  };

  return {
    publish: (topic, tenantId) => {
      setOf(pending, topic).add(tenantId);
      scheduled ??= setImmediate(deliver);
    },
    subscribe: (topic, listener) => {
      // The listener runs where it subscribed: a publisher's transaction or request is none of its business.
      const bound = AsyncLocalStorage.bind(listener);
      setOf(listeners, topic).add(bound);
      return () => void listeners.get(topic)?.delete(bound);
    },
    close: () => {
      clearImmediate(scheduled);
      pending.clear();
      listeners.clear();
      return Promise.resolve();
    },
  };
}

function setOf<K, V>(sets: Map<K, Set<V>>, key: K): Set<V> {
  const known = sets.get(key);
  if (known !== undefined) return known;
  const made = new Set<V>();
  sets.set(key, made);
  return made;
}
