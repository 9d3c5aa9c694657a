import { readFileSync } from 'node:fs';

/** Memory of a process in MiB, as the kernel counts it. */
export interface ProcessMemory {
  /** Resident: its own pages and those it shares, the program's among them. */
  readonly resident: number;
  /** Private and written to: what it takes from everybody else. */
  readonly privateDirty: number;
}

export function memoryOf(pid: number): ProcessMemory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const read = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'mu').exec(text)?.[1] ?? Number.NaN) / 1024;
  return { resident: read('Rss'), privateDirty: read('Private_Dirty') };
}
