import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';

const HAND_OVER = new URL('../../server/bootstrap/hand-over.mjs', import.meta.url).href;

/** Says who it is, drains on SIGTERM, ends on its own after a while. */
const PROGRAM = `
process.on('SIGTERM', () => { console.log('drained'); process.exit(7); });
process.on('SIGINT', () => { console.log('interrupted'); process.exit(8); });
if (process.argv.includes('--fail')) process.exit(3);
console.log('ready', process.pid, process.argv.slice(2).join(' '), process.env.GIVEN);
setTimeout(() => {}, 30_000);
`;

let folder = '';
let output = '';
let started: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-hand-'));
  output = '';
  writeFileSync(join(folder, 'program.mjs'), PROGRAM);
  writeFileSync(
    join(folder, 'first.mjs'),
    `import { handOver } from '${HAND_OVER}';
     handOver(process.execPath, ['${join(folder, 'program.mjs')}', ...process.argv.slice(2)], { GIVEN: 'yes' });`,
  );
});

afterEach(() => {
  started.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(program: string, args: readonly string[]): ChildProcess {
  started = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  return started;
}

async function programPid(): Promise<number> {
  return waitUntil(() => Number(/ready (\d+)/.exec(output)?.[1] ?? 0) || false, { for: 'the program to be ready' });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it('passes arguments and environment in and the exit code out', async () => {
  const child = start(process.execPath, [join(folder, 'first.mjs'), '--fail']);
  expect(await once(child, 'close')).toEqual([3, null]);
  start(process.execPath, [join(folder, 'first.mjs'), '--no-demo', '座席']);
  await programPid();
  expect(output).toContain('--no-demo 座席 yes');
  started.kill('SIGTERM');
  await once(started, 'close');
});

it.each([
  ['SIGTERM', 'drained', 7],
  ['SIGINT', 'interrupted', 8],
] as const)('passes %s on and waits until the program is done', async (signal, said, code) => {
  const child = start(process.execPath, [join(folder, 'first.mjs')]);
  await programPid();
  child.kill(signal);
  expect(await once(child, 'close')).toEqual([code, null]);
  expect(output).toContain(said);
});

it('tells by its exit code when the program was killed', async () => {
  const child = start(process.execPath, [join(folder, 'first.mjs')]);
  process.kill(await programPid(), 'SIGKILL');
  expect(await once(child, 'close')).toEqual([137, null]);
});

it('ends the program when the shell that npm started it in dies without a word', async () => {
  // The trailing command keeps the shell from replacing itself by node.
  start('sh', ['-c', `"${process.execPath}" "${join(folder, 'first.mjs')}"; true`]);
  const pid = await programPid();
  started.kill('SIGKILL');
  await waitUntil(() => !isAlive(pid), { for: 'the orphan to end' });
  expect(output).toContain('drained');
});
