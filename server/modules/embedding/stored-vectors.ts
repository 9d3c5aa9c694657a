import type { EntityManager } from '@mikro-orm/postgresql';
import type { EmbeddableText } from './texts-to-embed.ts';

interface VectorRow {
  readonly purpose: string;
  readonly text_hash: string;
  readonly vector: string;
}

/** Stored vectors of some texts in a space, by key; null for a text that the model refused. What is not stored is absent. */
export async function readVectors(
  em: EntityManager,
  space: string,
  texts: readonly EmbeddableText[],
): Promise<Map<string, Float32Array | null>> {
  if (texts.length === 0) return new Map();
  const hashes = texts.map(({ key }) => key.slice(key.indexOf(':') + 1));
  const rows = await em.execute<VectorRow[]>(
    `select purpose, text_hash, encode(vector, 'base64') as vector from embedding where space = ? and text_hash = any(?::text[])`,
    [space, `{${hashes.join(',')}}`],
  );
  return new Map(rows.map((row) => [`${row.purpose}:${row.text_hash}`, decoded(row.vector)]));
}

/** Some of a tenant's vectors in a space, a fair sample: hashes have no order of meaning. */
export async function readSomeVectors(em: EntityManager, space: string, limit: number): Promise<Float32Array[]> {
  const rows = await em.execute<Pick<VectorRow, 'vector'>[]>(
    `select encode(vector, 'base64') as vector from embedding where space = ? and purpose = 'query' order by text_hash limit ?`,
    [space, limit],
  );
  return rows.map((row) => decoded(row.vector)).filter((vector) => vector !== null);
}

/** Keys of texts that are stored already, refused ones included. */
export async function readKnownKeys(
  em: EntityManager,
  space: string,
  texts: readonly EmbeddableText[],
): Promise<Set<string>> {
  if (texts.length === 0) return new Set();
  const hashes = texts.map(({ key }) => key.slice(key.indexOf(':') + 1));
  const rows = await em.execute<{ key: string }[]>(
    `select purpose || ':' || text_hash as key from embedding where space = ? and text_hash = any(?::text[])`,
    [space, `{${hashes.join(',')}}`],
  );
  return new Set(rows.map(({ key }) => key));
}

/** Names a stored vector. */
export interface StoredKey {
  readonly space: string;
  readonly key: string;
}

/** Names of a tenant's vectors after one of them, in order. */
export function readStoredKeys(em: EntityManager, after: StoredKey, limit: number): Promise<StoredKey[]> {
  const [purpose = '', hash = ''] = after.key.split(':');
  return em.execute<StoredKey[]>(
    `select space, purpose || ':' || text_hash as key from embedding where (space, purpose, text_hash) > (?, ?, ?)
     order by space, purpose, text_hash limit ?`,
    [after.space, purpose, hash, limit],
  );
}

/** Deletes vectors by their names. */
export async function deleteVectors(em: EntityManager, keys: readonly StoredKey[]): Promise<void> {
  if (keys.length === 0) return;
  await em.execute(
    `delete from embedding e using jsonb_to_recordset(?::jsonb) as x (space text, key text)
     where e.space = x.space and e.purpose = split_part(x.key, ':', 1) and e.text_hash = split_part(x.key, ':', 2)`,
    [JSON.stringify(keys)],
  );
}

/** Stores vectors by key, each once; null for a text that the model refuses. */
export async function storeVectors(
  em: EntityManager,
  space: string,
  vectors: ReadonlyMap<string, Float32Array | null>,
): Promise<void> {
  if (vectors.size === 0) return;
  const rows = Array.from(vectors, ([key, vector]) => {
    const [purpose = '', hash = ''] = key.split(':');
    return { purpose, hash, vector: vector === null ? '' : encoded(vector) };
  });
  await em.execute(
    `insert into embedding (tenant_id, space, purpose, text_hash, vector)
       select current_setting('app.tenant')::uuid, ?, x.purpose, x.hash, decode(x.vector, 'base64')
       from jsonb_to_recordset(?::jsonb) as x (purpose text, hash text, vector text)
     on conflict do nothing`,
    [space, JSON.stringify(rows)],
  );
}

function encoded(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((number, place) => bytes.writeFloatLE(number, place * 4));
  return bytes.toString('base64');
}

function decoded(text: string): Float32Array | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0) return null;
  const vector = new Float32Array(bytes.length / 4);
  for (let place = 0; place < vector.length; place += 1) vector[place] = bytes.readFloatLE(place * 4);
  return vector;
}
