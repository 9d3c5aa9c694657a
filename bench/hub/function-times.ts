import { Client } from 'pg';
import { cell } from './figures.ts';

interface FunctionRow {
  readonly funcname: string;
  readonly calls: string;
  readonly total: number;
  readonly own: number;
}

/** Where the database's time goes: microseconds a call of every function of ours, those it calls included and left out. */
export async function showFunctionTimes(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<FunctionRow>(
    `select funcname, calls::text, (total_time * 1000 / calls)::float8 as total, (self_time * 1000 / calls)::float8 as own
     from pg_stat_user_functions order by self_time desc limit 12`,
  );
  await client.end();
  process.stdout.write(`\n${['function'.padEnd(20), 'calls', 'µs', 'own µs'].map((head) => cell(head)).join('')}\n`);
  for (const { funcname, calls, total, own } of rows) {
    process.stdout.write(`${funcname.padEnd(20)}${cell(calls)}${cell(total)}${cell(own)}\n`);
  }
}
