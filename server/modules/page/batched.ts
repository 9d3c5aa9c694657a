import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';

/** Runs reads of one operation; the operation's own, so that loaders may hang on it. */
export interface Reader {
  read<T>(work: (em: EntityManager) => Promise<T>): Promise<T>;
}

/** Reads a value for each of many keys with one statement; keys without a value are left out. */
export type LoadMany<Value> = (em: EntityManager, keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

/** Makes a field's reader that is asked once for each parent and reads once for all parents of an operation. */
export function batched<Value>(load: LoadMany<Value>): (reader: Reader, key: string) => Promise<Value | undefined> {
  const loaders = new WeakMap<Reader, DataLoader<string, Value | undefined>>();
  return (reader, key) => {
    const loader = loaders.get(reader) ?? new DataLoader((keys) => inOrder(reader, load, keys));
    loaders.set(reader, loader);
    return loader.load(key);
  };
}

async function inOrder<Value>(
  reader: Reader,
  load: LoadMany<Value>,
  keys: readonly string[],
): Promise<(Value | undefined)[]> {
  const values = await reader.read((em) => load(em, keys));
  return keys.map((key) => values.get(key));
}
