import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guarded } from './journal-fault.ts';
import type { Sealer } from './sealer.ts';

/** What the hub takes at most. */
export const MEDIA_LIMIT_BYTES = 20 * 1024 * 1024;

/** Pictures and files of journaled lines, sealed like the journal's rows, one file each under its own sha256. */
export class MediaStore {
  private readonly directory: string | null;
  private readonly sealer: Sealer;
  private readonly held = new Map<string, Buffer>();

  /** `directory` null keeps everything in memory. */
  constructor(directory: string | null, sealer: Sealer) {
    this.directory = directory === null ? null : join(directory, 'media');
    this.sealer = sealer;
    const place = this.directory;
    if (place !== null) guarded(() => mkdirSync(place, { recursive: true, mode: 0o700 }));
  }

  /** Takes a file in; returns its sha256, or undefined when it is missing or larger than the hub takes. Fails with JournalFault DISK_FULL. */
  keep(path: string): string | undefined {
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined || size > MEDIA_LIMIT_BYTES) return undefined;
    const bytes = readFileSync(path);
    const hash = createHash('sha256').update(bytes).digest('hex');
    const sealed = this.sealer.seal(`media:${hash}`, bytes);
    if (this.directory === null) {
      this.held.set(hash, sealed);
      return hash;
    }
    const target = join(this.directory, hash);
    if (!existsSync(target)) {
      guarded(() => {
        writeFileSync(`${target}.part`, sealed, { mode: 0o600, flush: true });
        renameSync(`${target}.part`, target);
      });
    }
    return hash;
  }

  /** The bytes of a kept file; undefined when they are gone. Fails with JournalFault BROKEN when they were changed. */
  read(hash: string): Buffer | undefined {
    const held = this.held.get(hash);
    if (held !== undefined) return this.sealer.open(`media:${hash}`, held);
    if (this.directory === null) return undefined;
    const path = join(this.directory, hash);
    return existsSync(path) ? this.sealer.open(`media:${hash}`, readFileSync(path)) : undefined;
  }

  /** Forgets what has lain here since before `cutoff` (milliseconds since 1970). */
  forgetBefore(cutoff: number): void {
    if (this.directory === null) return;
    for (const name of readdirSync(this.directory)) {
      const path = join(this.directory, name);
      const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (modified !== undefined && modified < cutoff) rmSync(path, { force: true });
    }
  }
}
