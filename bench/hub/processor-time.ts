import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/** The kernel counts in ticks of 10 ms (USER_HZ is 100 on every Linux of ours). */
const TICK_MS = 10;

interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly milliseconds: number;
}

/** Processes of this machine; one that ends meanwhile is left out. */
function processes(): ProcessFacts[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/u.test(entry)) return [];
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const milliseconds = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
      return [{ pid: Number(entry), parent: Number(fields[1]), name, milliseconds }];
    } catch {
      return [];
    }
  });
}

/** Processor time of a process of ours, in milliseconds since it started; threads included. */
export function processorTime(pid: number): number {
  return processes().find((one) => one.pid === pid)?.milliseconds ?? 0;
}

/** Processor time of the PostgreSQL that this process started, its sessions and helpers included, in milliseconds. */
export function postgresTime(): number {
  const all = processes();
  const server = all.find((one) => one.parent === process.pid && one.name === 'postgres');
  if (server === undefined) return 0;
  return all
    .filter(({ pid, parent }) => pid === server.pid || parent === server.pid)
    .reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}

/** Processor time of all processes that this one started, ended ones included, in milliseconds. */
export function childrenTime(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ended = (Number(fields[13]) + Number(fields[14])) * TICK_MS;
  return processes()
    .filter(({ parent }) => parent === process.pid)
    .reduce((sum, { milliseconds }) => sum + milliseconds, ended);
}

/** Load of the last minute: the machine is shared, and a figure says little without it. */
export function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}
