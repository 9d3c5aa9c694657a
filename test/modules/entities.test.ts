import { expect, test } from 'vitest';
import type { EntityProperty } from '@mikro-orm/core';
import { createObjectMapper } from '../../server/adapters/database/object-mapper.ts';
import { TABLES_OUTSIDE_THE_WALL } from '../../server/adapters/database/runtime-role.ts';
import { entities } from '../../server/modules/entities.ts';
import type { Database } from '../../server/ports/database.ts';
import { describeEachDatabase } from '../support/database.ts';

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly filled: boolean;
  readonly key: boolean;
}

const COLUMNS = `
  select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
    a.atthasdef or a.attidentity <> '' as filled,
    exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any (i.indkey)) as key
  from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`;

/** What MikroORM and PostgreSQL call the same type. */
const SAME_TYPE: Readonly<Record<string, string>> = {
  int: 'integer',
  'timestamptz(6)': 'timestamp with time zone',
  timestamptz: 'timestamp with time zone',
  float: 'real',
  bigserial: 'bigint',
  // Without a precision MikroORM writes its default.
  'numeric(10,0)': 'numeric',
};

/** Empty only in lines that are stored for their receipt (`seen_only`); whoever reads lines of sessions never meets one. */
const EMPTY_WHEN_ONLY_SEEN = new Set(['message.session_id', 'message.customer_id']);

const mapper = createObjectMapper({ pool: () => Promise.reject(new Error('not needed')), entities });
const mapped = [...mapper.getMetadata().getAll().values()];

async function readColumns(database: Database): Promise<Column[]> {
  return database.outside((em) => em.execute<Column[]>(COLUMNS));
}

function columnOf(property: EntityProperty): string {
  return property.fieldNames[0] ?? property.name;
}

function typeOf(property: EntityProperty): string {
  const type = property.columnTypes[0] ?? '';
  return SAME_TYPE[type] ?? type;
}

describeEachDatabase('tables and entities', ({ database }) => {
  test('every property has its column, of the same type, equally required', async () => {
    const columns = new Map(
      (await readColumns(database())).map((column) => [`${column.table}.${column.name}`, column]),
    );
    const differences = mapped.flatMap((meta) =>
      meta.props
        .filter(({ persist }) => persist !== false)
        .flatMap((property) => {
          const place = `${meta.tableName}.${columnOf(property)}`;
          const column = columns.get(place);
          const real = column && [
            column.type,
            column.required || EMPTY_WHEN_ONLY_SEEN.has(place) ? 'required' : 'optional',
            column.key ? 'key' : 'value',
          ];
          const ours = [
            typeOf(property),
            property.nullable === true ? 'optional' : 'required',
            property.primary === true ? 'key' : 'value',
          ];
          return real?.join() === ours.join() ? [] : [{ place, real, ours }];
        }),
    );
    expect(differences).toEqual([]);
  });

  test('an entity knows every column that has to be given', async () => {
    const columns = await readColumns(database());
    for (const meta of mapped) {
      const known = new Set(meta.props.map(columnOf));
      const needed = columns.filter(({ table, required, filled }) => table === meta.tableName && required && !filled);
      expect(needed.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
    }
  });

  test('outside the wall stands the closed list and nothing else, with ids and hashes only', async () => {
    const rows = await database().outside((em) =>
      em.execute<{ name: string }[]>(
        `select case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end as name
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p') and n.nspname in ('public', 'pgboss') and not (c.relrowsecurity and c.relforcerowsecurity)`,
      ),
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...TABLES_OUTSIDE_THE_WALL].toSorted());
    const columns = (await readColumns(database())).filter(({ table }) => table in IDS_AND_HASHES);
    const found = Object.groupBy(columns, ({ table }) => table);
    const names = Object.entries(found).map(([table, list = []]) => [table, list.map(({ name }) => name).toSorted()]);
    expect(Object.fromEntries(names)).toEqual(IDS_AND_HASHES);
  });

  test('the hub may not touch what tells which migrations ran', async () => {
    const reading = database().outside((em) => em.execute('select * from migration'));
    await expect(reading).rejects.toMatchObject({ reason: expect.stringContaining('42501') });
  });

  test('every function that runs as its owner can do so only within its schema', async () => {
    const rows = await database().outside((em) =>
      em.execute<{ name: string }[]>(
        `select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
           and not coalesce('search_path=public' = any (proconfig), false)`,
      ),
    );
    expect(rows).toEqual([]);
  });
});

/** Whoever adds a column here says that it tells nothing about a customer. */
const IDS_AND_HASHES: Readonly<Record<string, readonly string[]>> = {
  key_lookup: ['agent_id', 'key_hash', 'tenant_id'],
  link_lookup: ['code_hash', 'expires_at', 'tenant_id', 'used_at', 'user_id'],
  login_lookup: ['email_hash', 'tenant_id', 'user_id'],
  refresh_lookup: ['auth_session_id', 'refresh_hash', 'tenant_id'],
  tenant_lookup: ['tenant_id'],
  turn_claim: [
    'attempt_token',
    'attempts',
    'deadline_at',
    'due_at',
    'first_line_at',
    'lease_until',
    'postponed',
    'priority',
    'replans',
    'revision',
    'room_id',
    'session_id',
    'tenant_id',
    'turn_id',
    'worker_id',
  ],
};
