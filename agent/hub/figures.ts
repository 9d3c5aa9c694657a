import { cpus, freemem, totalmem } from 'node:os';

interface CpuTimes {
  readonly busy: number;
  readonly all: number;
}

/** Load of this machine, in percent: processor since the last call (since boot on the first), memory now. */
export class Figures {
  private before: CpuTimes = { busy: 0, all: 0 };

  cpuPercent(): number {
    const now = readTimes();
    const all = now.all - this.before.all;
    const busy = now.busy - this.before.busy;
    this.before = now;
    return all <= 0 ? 0 : clamp((busy / all) * 100);
  }

  memoryPercent(): number {
    return clamp((1 - freemem() / totalmem()) * 100);
  }
}

function readTimes(): CpuTimes {
  let busy = 0;
  let all = 0;
  for (const { times } of cpus()) {
    const working = times.user + times.nice + times.sys + times.irq;
    busy += working;
    all += working + times.idle;
  }
  return { busy, all };
}

/** One decimal, 0 to 100. */
function clamp(percent: number): number {
  return Math.round(Math.min(100, Math.max(0, percent)) * 10) / 10;
}
