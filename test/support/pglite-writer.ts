import { entities } from '../../server/modules/entities.ts';
import { openPglite } from '../../server/adapters/database/pglite.ts';
import { createTenant, writeEvents } from './event-writer.ts';

// A process that is there to be killed: writes events for ever and says which ones were acknowledged.
const [folder = '', cache = ''] = process.argv.slice(2);
const database = await openPglite({ folder, cache, entities });
const tenant = await createTenant(database);
process.stdout.write(`${tenant}\n`);
await Promise.all(Array.from({ length: 6 }, (_, writer) => write(writer)));

async function write(writer: number): Promise<never> {
  for (let index = 0; ; index += 1) {
    const kind = `${writer}-${index}`;
    await writeEvents(database, tenant, [kind]);
    process.stdout.write(`${kind}\n`);
  }
}
