import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { houseEnvironment, ROOT } from './house.mjs';

/** Signals that are meant for the program and not for its first step. */
const PASSED_ON = /** @type {const} */ (['SIGTERM', 'SIGHUP', 'SIGINT']);

/** How often the first step looks whether the shell that npm started it in is still there. */
const PARENT_CHECK_MS = 500;

/**
 * Runs the program as a child that gets every signal meant for it and whose end is ours.
 * @param {string} node @param {readonly string[]} args @param {NodeJS.ProcessEnv} [extra] @returns {void}
 */
export function handOver(node, args, extra = {}) {
  const child = spawn(node, args, { cwd: ROOT, stdio: 'inherit', env: { ...houseEnvironment(), ...extra } });
  for (const signal of PASSED_ON) {
    process.on(signal, () => {
      // A terminal sends Ctrl+C to the whole group: passing it on would deliver it twice, and twice means "at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  // npm sends its signals to a shell, which dies of them and tells nobody: an orphaned hub would run on for ever.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, PARENT_CHECK_MS);
  child.on('exit', (code, signal) => {
    clearInterval(watch);
    process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  });
}
