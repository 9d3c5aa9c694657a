import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { JournalFault } from './journal-fault.ts';

const PLAIN = 0;
const SEALED = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what the journal keeps with AES-256-GCM. The row's place is authenticated with it, so that no row can be
 * moved or put back under another number. With encryption off, new rows are plain and old ones still open.
 */
export class Sealer {
  private readonly key: Buffer;
  private readonly encrypt: boolean;

  constructor(key: Buffer, encrypt: boolean) {
    this.key = key;
    this.encrypt = encrypt;
  }

  /** `place` names the row: its table and sequence. */
  seal(place: string, content: Buffer): Buffer {
    if (!this.encrypt) return Buffer.concat([Buffer.from([PLAIN]), content]);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
    return Buffer.concat([Buffer.from([SEALED]), nonce, cipher.getAuthTag(), sealed]);
  }

  /** Fails with JournalFault BROKEN when the box was changed, cut, moved or sealed with another key. */
  open(place: string, box: Uint8Array): Buffer {
    const bytes = Buffer.from(box.buffer, box.byteOffset, box.byteLength);
    if (bytes[0] === PLAIN) return bytes.subarray(1);
    try {
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(place)).setAuthTag(tag);
      return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    } catch (error) {
      throw new JournalFault('BROKEN', error);
    }
  }

  /** A name that can be looked up without telling what it stands for. */
  blind(name: string): string {
    return createHmac('sha256', this.key).update(name).digest('base64url').slice(0, 22);
  }
}
