import type { WeaviateNonGenericObject } from 'weaviate-client';
import type { EmbeddingSpace } from '../../../ports/embedder.ts';
import { collectionSchema, VECTOR, versionOf } from './passage-collection.ts';
import type { PassageObject } from './passage-objects.ts';
import type { CallLimits, Passages, WeaviateConnection } from './weaviate-connection.ts';

/** One tenant's place: a collection and the tenant in it. Nothing reaches beyond it. */
export interface Place {
  readonly collection: string;
  readonly tenantId: string;
}

/** What a search brings back of an object. */
export interface FoundObject {
  readonly id: string;
  readonly chunkId: string;
  readonly groupId: string;
  readonly packed: string;
}

/** An object with the moment of the server's clock at which it was last written. */
export interface StampedObject {
  readonly id: string;
  readonly updatedAt: Date;
}

/** Cosine of an object's vector and the question's. */
export interface Meaning {
  readonly id: string;
  readonly meaning: number;
}

const PROBE_MS = 2_000;
const WRITE_MS = 30_000;
/** Making a shard waits for the server's disk. */
const SCHEMA_MS = 60_000;
/** Objects in one message: about 1 MB with 1,024 dimensions. */
const OBJECTS_A_WRITE = 200;
const OBJECTS_A_READ = 2_000;
/** What the server's own ranking counts; it only chooses candidates. */
const WORD_FIELDS = [
  { name: 'question', weight: 1 },
  { name: 'phrasings', weight: 1 },
  { name: 'answer', weight: 0.5 },
];
const FOUND = ['chunkId', 'groupId', 'packed'];
const NEAR = { targetVector: VECTOR, returnMetadata: ['distance' as const] };
const READING = { doing: 'reading passages', timeoutMs: WRITE_MS };

/** Reads and writes objects. Everything fails with PortError (port 'search') only. */
export class PassageStore {
  private readonly connection: WeaviateConnection;
  private readonly searching: CallLimits;

  constructor(connection: WeaviateConnection, searchMs: number) {
    this.connection = connection;
    this.searching = { doing: 'searching', timeoutMs: searchMs };
  }

  /** Asks over a fresh connection whether the server is there; fails when it is not. */
  async probe(): Promise<void> {
    await this.connection.renew();
    await this.connection.call({ doing: 'looking for the server', timeoutMs: PROBE_MS }, async (client) => {
      if (!(await client.isReady())) throw new Error('not ready');
    });
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /** Makes the collection, and the tenant in it, unless they are there. */
  async open(
    { collection, tenantId }: Place,
    space: EmbeddingSpace | null,
    timeoutMs: number = SCHEMA_MS,
  ): Promise<void> {
    await this.connection.call({ doing: 'opening a collection', timeoutMs }, async (client) => {
      const { collections } = client;
      if (!(await collections.exists(collection))) {
        await collections.createFromJson(collectionSchema(collection, space)).catch(async (error: unknown) => {
          // Another hub may have been faster.
          if (!(await collections.exists(collection))) throw error;
        });
      }
      await collections.use(collection).tenants.create([{ name: tenantId }]);
    });
  }

  async put(place: Place, objects: readonly PassageObject[]): Promise<void> {
    for (const some of inParts(objects, OBJECTS_A_WRITE)) {
      await this.within(place, { doing: 'writing passages', timeoutMs: WRITE_MS }, async (passages) => {
        const { errors } = await passages.data.insertMany(some.map(toInsert));
        const first = Object.values(errors)[0];
        if (first) throw new Error(first.message);
      });
    }
  }

  /** Objects by id; those that are not there are left out. */
  async read(place: Place, ids: readonly string[]): Promise<(StampedObject & { readonly packed: string })[]> {
    const found: (StampedObject & { readonly packed: string })[] = [];
    for (const some of inParts(ids, OBJECTS_A_READ)) {
      const objects = await this.fetch(place, some, ['packed']);
      found.push(...objects.map((object) => ({ ...stampOf(object), packed: textOf(object, 'packed') })));
    }
    return found;
  }

  /** Which of the ids are there. */
  async existing(place: Place, ids: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const some of inParts(ids, OBJECTS_A_READ)) {
      for (const { uuid } of await this.fetch(place, some, [])) found.add(uuid);
    }
    return found;
  }

  /** Everything that is there, page by page. */
  async *list(place: Place): AsyncGenerator<readonly StampedObject[]> {
    for (let after: string | undefined; ;) {
      const position = after === undefined ? {} : { after };
      const { objects } = await this.within(place, READING, (passages, signal) =>
        passages.query.fetchObjects(
          { limit: OBJECTS_A_READ, returnProperties: [], returnMetadata: ['updateTime'], ...position },
          { abortSignal: signal },
        ),
      );
      if (objects.length === 0) return;
      yield objects.map(stampOf);
      after = objects.at(-1)?.uuid;
    }
  }

  /** Takes objects away, but none that was written again after the given moment of the server's clock. */
  async remove(place: Place, ids: readonly string[], writtenUntil: Date): Promise<void> {
    const { Filters } = await import('weaviate-client');
    for (const some of inParts(ids, OBJECTS_A_READ)) {
      await this.within(place, { doing: 'taking passages out', timeoutMs: WRITE_MS }, ({ data, filter }) =>
        data.deleteMany(Filters.and(filter.byId().containsAny(some), filter.byUpdateTime().lessOrEqual(writtenUntil))),
      );
    }
  }

  /** Objects that share words with the query, best first by the server's own measure. */
  async findByWords(place: Place, words: string, limit: number): Promise<FoundObject[]> {
    const { objects } = await this.within(place, this.searching, ({ query }, signal) =>
      query.bm25(words, { queryProperties: WORD_FIELDS, limit, returnProperties: FOUND }, { abortSignal: signal }),
    );
    return objects.map(foundOf);
  }

  /** Objects nearest in meaning, each with its cosine. */
  async findByMeaning(place: Place, vector: number[], limit: number): Promise<(FoundObject & Meaning)[]> {
    const { objects } = await this.within(place, this.searching, ({ query }, signal) =>
      query.nearVector({ [VECTOR]: vector }, { ...NEAR, limit, returnProperties: FOUND }, { abortSignal: signal }),
    );
    return objects.map((object) => ({ ...foundOf(object), meaning: meaningOf(object) }));
  }

  /** Cosines of the question and some objects; those without a vector are left out. */
  async meanings(place: Place, vector: number[], ids: string[]): Promise<Meaning[]> {
    const found: Meaning[] = [];
    for (const some of inParts(ids, OBJECTS_A_READ)) {
      const { objects } = await this.within(place, this.searching, ({ query, filter }, signal) =>
        query.nearVector(
          { [VECTOR]: vector },
          { ...NEAR, limit: some.length, returnProperties: [], filters: filter.byId().containsAny(some) },
          { abortSignal: signal },
        ),
      );
      found.push(...objects.map((object) => ({ id: object.uuid, meaning: meaningOf(object) })));
    }
    // The server gives what has no vector the largest distance there is.
    return found.filter(({ meaning }) => meaning >= -2);
  }

  /** Our collections, of every version and space. */
  collections(): Promise<string[]> {
    return this.connection.call(READING, async (client) => {
      const all = await client.collections.listAll();
      return all.map(({ name }) => name).filter((name) => versionOf(name) !== null);
    });
  }

  /** Takes a tenant away with all it has in a collection. */
  async dropTenant({ collection, tenantId }: Place): Promise<void> {
    await this.connection.call({ doing: 'taking a tenant away', timeoutMs: SCHEMA_MS }, (client) =>
      client.collections.use(collection).tenants.remove([tenantId]),
    );
  }

  private async fetch(place: Place, ids: string[], returnProperties: string[]): Promise<WeaviateNonGenericObject[]> {
    const { objects } = await this.within(place, READING, ({ query, filter }, signal) =>
      query.fetchObjects(
        {
          filters: filter.byId().containsAny(ids),
          limit: ids.length,
          returnProperties,
          returnMetadata: ['updateTime'],
        },
        { abortSignal: signal },
      ),
    );
    return objects;
  }

  private within<T>(
    { collection, tenantId }: Place,
    limits: CallLimits,
    work: (passages: Passages, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return this.connection.call(limits, (client, signal) =>
      work(client.collections.use(collection).withTenant(tenantId), signal),
    );
  }
}

function toInsert({ id, properties, vector }: PassageObject) {
  return { id, properties: { ...properties }, ...(vector ? { vectors: { [VECTOR]: Array.from(vector) } } : {}) };
}

function textOf({ properties }: WeaviateNonGenericObject, name: string): string {
  const value = properties[name];
  return typeof value === 'string' ? value : '';
}

function foundOf(object: WeaviateNonGenericObject): FoundObject {
  return {
    id: object.uuid,
    chunkId: textOf(object, 'chunkId'),
    groupId: textOf(object, 'groupId'),
    packed: textOf(object, 'packed'),
  };
}

function stampOf({ uuid, metadata }: WeaviateNonGenericObject): StampedObject {
  if (!metadata?.updateTime) throw new Error(`no time of writing for ${uuid}`);
  return { id: uuid, updatedAt: metadata.updateTime };
}

/** Distances of the metric "dot" are the product's opposite. */
function meaningOf({ metadata }: WeaviateNonGenericObject): number {
  return -(metadata?.distance ?? 0);
}

function* inParts<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}
