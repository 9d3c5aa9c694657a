import { crc32, deflateRawSync } from 'node:zlib';

/** An entry to be written; the fields below `content` make files that lie. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly stored?: boolean;
  readonly claimedSize?: number;
  readonly claimedCrc?: number;
  readonly flags?: number;
  /** Packed bytes instead of those of the content. */
  readonly packed?: Uint8Array;
  /** Kind and rights of a file as Unix counts them: 0o120777 is a link. */
  readonly mode?: number;
  /** Way of packing that is claimed. */
  readonly method?: number;
  /** Points to the local header of the entry before it. */
  readonly sharesData?: boolean;
}

/** Writes a zip file. */
export function zipFile(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  let lastAt = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content as Uint8Array);
    const packed = entry.packed ?? (entry.stored ? content : deflateRawSync(content));
    const name = Buffer.from(entry.name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(entry.flags ?? 0x0800, 6);
    header.writeUInt16LE(entry.method ?? (entry.stored ? 0 : 8), 8);
    header.writeUInt32LE(entry.claimedCrc ?? crc32(content), 14);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(entry.claimedSize ?? content.length, 22);
    header.writeUInt16LE(name.length, 26);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    header.copy(record, 6, 4, 30);
    record.writeUInt16LE(entry.mode === undefined ? 20 : 0x0314, 4);
    record.writeUInt32LE((entry.mode ?? 0) * 0x1_0000, 38);
    record.writeUInt32LE(entry.sharesData ? lastAt : at, 42);
    directory.push(Buffer.concat([record, name]));
    if (entry.sharesData) continue;
    lastAt = at;
    parts.push(header, name, Buffer.from(packed));
    at += 30 + name.length + packed.length;
  }
  const records = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(records.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, records, end]);
}
