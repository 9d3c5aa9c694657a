import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Written by `npm run embedder` beside the data while the local embedder runs. */
const FILE = 'embedder.json';

/** Where the local embedder listens; null when it does not run. Only addresses of this machine are taken. */
export async function readLocalAddress(dataFolder: string): Promise<string | null> {
  try {
    const written: unknown = JSON.parse(await readFile(join(dataFolder, FILE), 'utf8'));
    const url = typeof written === 'object' && written !== null && 'url' in written ? written.url : null;
    return typeof url === 'string' && URL.parse(url)?.hostname === '127.0.0.1' ? url : null;
  } catch {
    return null; // not there, or being written
  }
}
