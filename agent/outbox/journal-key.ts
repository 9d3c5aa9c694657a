import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

const KEY_BYTES = 32;

/** Where the journal's key lives. A file with the owner's rights here; the system's own vault is another implementation of the same. */
export interface JournalKeyStore {
  /** The key, made on first use. Throws JournalKeyError when what is stored is no key. */
  load(): Buffer;
}

/** The key file holds something else than a key. It is never overwritten: it may be the only copy. */
export class JournalKeyError extends Error {
  override readonly name = 'JournalKeyError';
  readonly path: string;

  constructor(path: string) {
    super(`not a journal key: ${path}`);
    this.path = path;
  }
}

/** A key in a file of its own, readable by its owner only. Lies outside the data folder, so that a copied folder stays closed. */
export function fileKeyStore(path: string): JournalKeyStore {
  return {
    load: () => {
      if (!existsSync(path)) createKey(path);
      const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
      if (key.length !== KEY_BYTES) throw new JournalKeyError(path);
      if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
      return key;
    },
  };
}

/** Written aside and linked into place: a key that was cut short by a crash would make every later journal unreadable. */
function createKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    unlinkSync(draft);
  }
}
