import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Uint8Array, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** About 60 ms and 32 MB a hash on a small server. */
const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** Hashes at a time: logging in must not take the memory of the hub. */
const MAX_AT_ONCE = 2;

let running = 0;
const queue: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  while (running >= MAX_AT_ONCE) {
    const { promise, resolve } = Promise.withResolvers<void>();
    queue.push(resolve);
    await promise;
  }
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    queue.shift()?.();
  }
}

/** Salted hash of a password, with the cost it was made with. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await inTurn(() => derive(password.normalize('NFKC'), salt, HASH_BYTES, COST));
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Whether a password fits a stored hash. Without a hash it works as long and says no. */
export async function fitsPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  const [kind, n, r, p, salt, hash] = (stored ?? '').split('$');
  const known = kind === 'scrypt' && hash !== undefined;
  const cost = known ? { ...COST, N: Number(n), r: Number(r), p: Number(p) } : COST;
  const saltBytes = known ? Buffer.from(salt ?? '', 'base64url') : Buffer.alloc(SALT_BYTES);
  const got = await inTurn(() => derive(password.normalize('NFKC'), saltBytes, HASH_BYTES, cost));
  const wanted = known ? Buffer.from(hash, 'base64url') : Buffer.alloc(HASH_BYTES);
  return known && got.length === wanted.length && timingSafeEqual(got, wanted);
}
