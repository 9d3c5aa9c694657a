import type { Log } from '../log.ts';
import type { MediaStore } from '../outbox/media-store.ts';
import { mediaRefused } from '../texts.ts';
import { HubFault, NoAnswer } from './hub-fault.ts';
import { send } from './http.ts';
import type { Hub } from './hub.ts';

/** A picture the hub cannot store now is tried this often; then its line goes without it, for words must not wait for pictures. */
const TRIES = 5;
/** Hashes the hub is known to have; forgotten ones are uploaded again, which it answers at once. */
const REMEMBERED = 1_000;

/** Puts pictures and files up before the line that shows them. */
export class MediaUploader {
  private readonly hub: Hub;
  private readonly store: MediaStore;
  private readonly log: Log;
  private readonly uploaded = new Set<string>();
  private readonly failures = new Map<string, number>();

  constructor(hub: Hub, store: MediaStore, log: Log) {
    this.hub = hub;
    this.store = store;
    this.log = log;
  }

  /** The hash the line may carry: undefined when there is no picture, it is lost, or the hub does not take it. Fails with NoAnswer when it should be tried again. */
  async upload(hash: string | undefined): Promise<string | undefined> {
    if (hash === undefined || this.uploaded.has(hash)) return hash;
    const bytes = this.store.read(hash);
    if (bytes === undefined) return undefined;
    const status = await this.put(hash, bytes);
    if (status === 200 || status === 201) {
      if (this.uploaded.size >= REMEMBERED) this.uploaded.clear();
      this.uploaded.add(hash);
      this.failures.delete(hash);
      return hash;
    }
    if (status === 401) throw new NoAnswer('the token is not taken');
    const tries = (this.failures.get(hash) ?? 0) + 1;
    if ((status >= 500 || status === 429) && tries < TRIES) {
      this.failures.set(hash, tries);
      throw new NoAnswer(`upload: HTTP ${status}`);
    }
    this.failures.delete(hash);
    this.log.warn(mediaRefused(status));
    return undefined;
  }

  private async put(hash: string, bytes: Buffer): Promise<number> {
    try {
      const headers = { authorization: `Bearer ${this.hub.token}`, 'content-type': contentType(bytes) };
      const answer = await send({ url: `${this.hub.url}/media/${hash}`, method: 'PUT', headers, body: bytes });
      return answer.status;
    } catch (error) {
      if (error instanceof HubFault) throw new NoAnswer(error.message);
      throw error;
    }
  }
}

/** By the first bytes; names of files are customers' text. */
function contentType(bytes: Buffer): string {
  const head = bytes.subarray(0, 12).toString('latin1');
  if (head.startsWith('\u0089PNG')) return 'image/png';
  if (head.startsWith('\u00ff\u00d8\u00ff')) return 'image/jpeg';
  if (head.startsWith('GIF8')) return 'image/gif';
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'image/webp';
  return 'application/octet-stream';
}
