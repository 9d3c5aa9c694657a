import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const SECRET_BYTES = 32;
const FILE = 'secret.key';

/** Reads the hub's secret from its data folder; makes it at the first start, readable by the owner only. */
export async function readOrCreateSecret(folder: string): Promise<Uint8Array> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, FILE);
  if (!existsSync(path)) await makeSecret(path);
  const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url');
  if (secret.length < SECRET_BYTES) throw new Error(`${path} holds no secret of ${SECRET_BYTES} bytes`);
  return secret;
}

/** Complete before it has its name, which is taken once: hubs that start at the same time end up with one secret. */
async function makeSecret(path: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(SECRET_BYTES).toString('base64url')}\n`);
    await file.sync();
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
  } finally {
    await file.close();
    await rm(draft);
  }
}
