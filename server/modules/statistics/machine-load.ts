import { statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';

interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

/** Share of this machine in use, percent. */
export interface Load {
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly diskPercent: number;
}

/** Measures CPU between two questions (since the start for the first), memory and the disk of the data folder. */
export class MachineLoad {
  readonly #folder: string;
  #last: CpuTimes = { busy: 0, total: 0 };
  #cpuPercent = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async measure(): Promise<Load> {
    const now = cpuTimes();
    const total = now.total - this.#last.total;
    if (total > 0) this.#cpuPercent = percent(now.busy - this.#last.busy, total);
    this.#last = now;
    const disk = await statfs(this.#folder);
    return {
      cpuPercent: this.#cpuPercent,
      memoryPercent: percent(totalmem() - freemem(), totalmem()),
      diskPercent: percent(disk.blocks - disk.bavail, disk.blocks),
    };
  }
}

function cpuTimes(): CpuTimes {
  const times = cpus().map((cpu) => cpu.times);
  const total = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  const idle = times.reduce((sum, cpu) => sum + cpu.idle, 0);
  return { busy: total - idle, total };
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.round((1000 * part) / whole) / 10 : 0;
}
