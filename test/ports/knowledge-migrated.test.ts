import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { MIGRATIONS_FOLDER, readMigrations } from '../../server/adapters/database/migrations.ts';
import { openPglite } from '../../server/adapters/database/pglite.ts';
import { openPostgres } from '../../server/adapters/database/postgres.ts';
import { entities } from '../../server/modules/entities.ts';
import type { Database } from '../../server/ports/database.ts';
import { asOwner, databaseKinds, dropDatabase, TEMPLATES } from '../support/database.ts';

const all = readMigrations(MIGRATIONS_FOLDER);
const before = all.filter(({ name }) => name < '009');

test.each(databaseKinds())(
  'knowledge stored before there were versions goes on being answered from, on %s',
  async (kind) => {
    const place = await makePlace(kind);
    try {
      const tenantId = randomUUID();
      const old = await place.open(before);
      await old.inTenant(tenantId, async (em) => {
        await em.execute(`insert into tenant (id, name) values (?, '旧店')`, [tenantId]);
        for (const name of ['保修.md', '售后/退换/faq.csv']) {
          const [row] = await em.execute<{ id: string }[]>(
            `insert into document (tenant_id, name, content_hash) values (?, ?, 'hash') returning id::text`,
            [tenantId, name],
          );
          await em.execute(
            `insert into chunk (tenant_id, document_id, position, question, answer, tokens) values (?, ?, 0, '问', ?, '{"question":["问"],"answer":[],"phrasings":[]}')`,
            [tenantId, row?.id, name],
          );
        }
      });
      await old.close();
      const now = await place.open(all);
      const documents = await now.inTenant(tenantId, (em) =>
        em.execute(
          `select d.folder, d.name, d.source, v.number, v.state, v.chunk_count, c.answer from document d
         join document_version v on v.id = d.current_version_id join chunk c on c.version_id = v.id order by c.id`,
        ),
      );
      const version = { source: 'folder', number: 1, state: 'published', chunk_count: 1 };
      expect(documents).toEqual([
        { folder: '', name: '保修.md', answer: '保修.md', ...version },
        { folder: '售后/退换', name: 'faq.csv', answer: '售后/退换/faq.csv', ...version },
      ]);
      expect(await now.call('living_versions', [tenantId])).toHaveLength(2);
      await now.close();
    } finally {
      await place.remove();
    }
  },
);

async function makePlace(kind: Database['kind']) {
  if (kind === 'pglite') {
    const folder = mkdtempSync(join(tmpdir(), 'kefu-migrated-'));
    return {
      open: (migrations: typeof all) => openPglite({ folder, cache: TEMPLATES, durable: false, entities, migrations }),
      remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    };
  }
  const cluster = inject('postgresUrl') ?? '';
  const name = `migrated_${process.pid}`;
  await asOwner(cluster, (owner) => owner.query(`create database ${name}`));
  const url = Object.assign(new URL(cluster), { pathname: name }).toString();
  return {
    open: (migrations: typeof all) => openPostgres({ url, entities, migrations }),
    remove: () => dropDatabase(cluster, name),
  };
}
