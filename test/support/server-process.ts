import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A server that the tests started and must end. */
export interface ServerProcess {
  readonly pid: number;
  /** What it wrote so far, last 20,000 characters; for failure messages. */
  output(): string;
  /** True until it has ended by itself or by a signal. */
  alive(): boolean;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

const OUTPUT_KEPT = 20_000;

/** Starts a program in a folder; what it prints is kept, not shown. `env` stands above the tests' own environment. */
export function startServerProcess(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): ServerProcess {
  const [program = '', ...args] = command;
  const child: ChildProcess = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let kept = '';
  const keep = (chunk: Buffer): void => {
    kept = (kept + chunk.toString('utf8')).slice(-OUTPUT_KEPT);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(`${program}: ${error.message}\n`)));
  const ended = once(child, 'close').catch(() => undefined);
  const alive = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? -1,
    output: () => kept,
    alive,
    end: async (signal) => {
      if (!alive()) return;
      child.kill(signal);
      await ended;
    },
  };
}
