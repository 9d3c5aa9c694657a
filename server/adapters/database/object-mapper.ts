import { MikroORM, type EntitySchema } from '@mikro-orm/postgresql';
import { PostgresDialect, type PostgresPool } from 'kysely';
import type { MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';

export interface ObjectMapperOptions {
  /** A function when the sessions are still being opened while the mapper reads the entities. */
  readonly pool: PostgresPool | (() => Promise<PostgresPool>);
  readonly entities: readonly EntitySchema[];
  /** Oldest first; only the owner's mapper has them. */
  readonly migrations?: readonly MigrationObject[];
}

/** Where the names of migrations that ran are kept. */
export const MIGRATION_TABLE = 'migration';

/** MikroORM on sessions of ours, so that PGlite and PostgreSQL share the very same mapping. */
export function createObjectMapper(options: ObjectMapperOptions): MikroORM {
  return new MikroORM({
    entities: [...options.entities],
    driverOptions: new PostgresDialect({ pool: options.pool }),
    dbName: 'kefu',
    metadataCache: { enabled: false },
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: {
      tableName: MIGRATION_TABLE,
      migrationsList: [...(options.migrations ?? [])],
      disableForeignKeys: false,
      snapshot: false,
      silent: true,
    },
  });
}
