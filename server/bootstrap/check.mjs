import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { houseEnvironment, prepareHouse, ROOT } from './house.mjs';
import { prepareBundles } from './prepare-bundles.mjs';
import { TEXTS } from './texts.mjs';

/** `npm run check`: format, lint, types, drift of generated files, tests; all of them run, the first failure does not hide the next. */
const node = prepareHouse();
const env = houseEnvironment();

/** Files that are printed or generated from others and yet committed. */
const GENERATED = ['schema.graphql', 'console/generated', 'agent/generated'];

/** @param {string} tool @param {readonly string[]} args @returns {boolean} */
function run(tool, args) {
  const program = join(ROOT, 'node_modules', '.bin', tool);
  const done = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', env, shell: process.platform === 'win32' });
  return done.status === 0;
}

/** @returns {boolean} */
function sameAsGenerated() {
  const printer = join(ROOT, 'server', 'graphql', 'print.ts');
  if (existsSync(printer) && !run('node', [printer])) return false;
  if (!run('graphql-codegen', ['--config', 'codegen.ts', '--silent'])) return false;
  const changed = spawnSync('git', ['diff', '--exit-code', '--stat', 'HEAD', '--', ...GENERATED], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  const untracked = execFileSync('git', ['ls-files', '--others', '--exclude-standard', '--', ...GENERATED], {
    cwd: ROOT,
  });
  const same = changed.status === 0 && untracked.length === 0;
  if (!same) process.stderr.write(`${TEXTS.drift}\n${untracked.toString('utf8')}`);
  return same;
}

/** @type {readonly (readonly [string, () => boolean])[]} */
const CHECKS = [
  ['format', () => run('oxfmt', ['--check', '.'])],
  ['lint', () => run('oxlint', ['.'])],
  ['types', () => run('tsc', ['-p', 'tsconfig.json'])],
  ['types of the console', () => run('vue-tsc', ['-p', 'console/tsconfig.json'])],
  ['drift', sameAsGenerated],
  [
    'tests',
    () => {
      prepareBundles(node, ['console', 'agent']);
      return run('vitest', ['run', ...process.argv.slice(2)]);
    },
  ],
];

const failed = CHECKS.filter(([name, check]) => {
  process.stdout.write(`${TEXTS.checking(name)}\n`);
  return !check();
}).map(([name]) => name);
for (const name of failed) process.stderr.write(`${TEXTS.checkFailed(name)}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
