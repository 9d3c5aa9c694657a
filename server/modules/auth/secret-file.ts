import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SECRET_BYTES = 32;
const FILE = 'secret.key';

/** Reads the hub's secret from its data folder; makes it at the first start, readable by the owner only. */
export async function readOrCreateSecret(folder: string): Promise<Uint8Array> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, FILE);
  try {
    // Fails when the file is there: two hubs that start at once end up with one secret.
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(`${randomBytes(SECRET_BYTES).toString('base64url')}\n`);
    await file.sync();
    await file.close();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
  }
  const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url');
  if (secret.length < SECRET_BYTES) throw new Error(`${path} holds no secret of ${SECRET_BYTES} bytes`);
  return secret;
}
