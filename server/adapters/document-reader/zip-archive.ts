import { crc32, inflateRawSync } from 'node:zlib';
import { AppError } from '../../ports/errors.ts';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_REMARK = 0xffff;
const WITHIN_EXTRA = 0xffffffff;

/** An Office file of 100 MB with a picture on every page has some 3,000 entries. */
const MOST_ENTRIES = 10_000;
/** Bytes that one entry, and all that is read of a file, may inflate to. */
const LARGEST_ENTRY = 256 * 1024 * 1024;
const LARGEST_SUM = 512 * 1024 * 1024;
/** Repetitive sheets reach 60 : 1; deflate itself ends at 1032 : 1. */
const MOST_EXPANSION = 250;
/** Below this, expansion harms nobody. */
const HARMLESS = 8 * 1024 * 1024;

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** Entries of a zip file that were checked by their directory; contents are inflated when they are asked for. */
export interface ZipArchive {
  readonly names: readonly string[];
  /** Bytes of an entry; undefined when there is none. HOSTILE_FILE, LIMIT_FILE or UNREADABLE_FILE. */
  read(name: string): Uint8Array | undefined;
}

function hostile(reason: string): AppError {
  return new AppError('HOSTILE_FILE', { reason });
}

function damaged(reason: string): AppError {
  return new AppError('UNREADABLE_FILE', { reason });
}

function findEnd(view: DataView): number {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - LONGEST_REMARK); at -= 1) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  throw damaged('no directory');
}

/** A name that would leave the folder it is unpacked to, were it unpacked. */
function leavesFolder(name: string): boolean {
  return (
    name === '' ||
    name.includes('\u0000') ||
    name.includes('\\') ||
    /^(?:\/|[a-z]:)/iu.test(name) ||
    name.split('/').includes('..')
  );
}

/** Sizes above 4 GiB stand in an extra field; small files written by streaming programs have them there too. */
function longNumbers(view: DataView, from: number, to: number, values: number[]): number[] {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    return values.map((value) => {
      if (value !== WITHIN_EXTRA) return value;
      if (next + 8 > to) throw damaged('extra field');
      next += 8;
      return Number(view.getBigUint64(next - 8, true));
    });
  }
  return values;
}

function readEntry(view: DataView, at: number): { entry: ZipEntry; next: number } {
  if (at + 46 > view.byteLength || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged('directory');
  const flags = view.getUint16(at + 8, true);
  if (flags & 1) throw new AppError('ENCRYPTED_FILE');
  const extraAt = at + 46 + view.getUint16(at + 28, true);
  const remarkAt = extraAt + view.getUint16(at + 30, true);
  const next = remarkAt + view.getUint16(at + 32, true);
  if (next > view.byteLength) throw damaged('directory');
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, extraAt - at - 46));
  if (leavesFolder(name)) throw hostile('name of an entry');
  const [size = 0, packed = 0, offset = 0] = longNumbers(view, extraAt, remarkAt, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ]);
  const entry = {
    name,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    size,
    packed,
    offset,
  };
  return { entry, next };
}

/** Entries that share bytes make a small file inflate to petabytes. */
function checkOverlap(entries: readonly ZipEntry[], directoryAt: number): void {
  let end = 0;
  for (const { offset, packed } of entries.toSorted((one, other) => one.offset - other.offset)) {
    if (offset < end) throw hostile('overlapping entries');
    end = offset + 30 + packed;
    if (end > directoryAt) throw damaged('entry beyond the directory');
  }
}

function checkSizes(entries: readonly ZipEntry[], fileLength: number): void {
  let sum = 0;
  for (const { size, packed } of entries) {
    if (size > HARMLESS && size > packed * MOST_EXPANSION) throw hostile('expansion');
    sum += size;
  }
  if (sum > LARGEST_SUM && sum > fileLength * MOST_EXPANSION) throw hostile('expansion');
}

/** Opens a zip file; nothing is inflated yet. HOSTILE_FILE, ENCRYPTED_FILE or UNREADABLE_FILE. */
export function openZip(bytes: Uint8Array): ZipArchive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < END_LENGTH) throw damaged('too short');
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const directoryAt = view.getUint32(end + 16, true);
  if (count > MOST_ENTRIES) throw hostile('number of entries');
  if (directoryAt > end) throw damaged('directory');
  const entries = new Map<string, ZipEntry>();
  for (let index = 0, at = directoryAt; index < count; index += 1) {
    const { entry, next } = readEntry(view, at);
    if (entries.has(entry.name)) throw hostile('two entries of one name');
    entries.set(entry.name, entry);
    at = next;
  }
  checkOverlap([...entries.values()], directoryAt);
  checkSizes([...entries.values()], bytes.length);
  let inflated = 0;
  return {
    names: [...entries.keys()],
    read: (name) => {
      const entry = entries.get(name);
      if (!entry) return undefined;
      const content = inflate(bytes, view, entry);
      inflated += content.length;
      if (inflated > LARGEST_SUM) throw new AppError('LIMIT_FILE', { bytes: inflated, limit: LARGEST_SUM });
      return content;
    },
  };
}

function inflate(bytes: Uint8Array, view: DataView, entry: ZipEntry): Uint8Array {
  const { offset, packed, size, method } = entry;
  if (size > LARGEST_ENTRY) throw new AppError('LIMIT_FILE', { bytes: size, limit: LARGEST_ENTRY });
  if (offset + 30 > view.byteLength || view.getUint32(offset, true) !== LOCAL_ENTRY) throw damaged('local header');
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const raw = bytes.subarray(start, start + packed);
  if (raw.length !== packed) throw damaged('entry is cut off');
  if (method !== 0 && method !== 8) throw damaged('packing method');
  const content = method === 0 ? raw : inflateAtMost(raw, size);
  if (content.length !== size) throw damaged('size of an entry');
  if (crc32(content) !== entry.crc) throw damaged('checksum of an entry');
  return content;
}

/** Stops inflating at the size the directory claims: an entry that holds more was made to deceive. */
function inflateAtMost(raw: Uint8Array, size: number): Uint8Array {
  try {
    return inflateRawSync(raw, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    if (error instanceof RangeError) throw hostile('entry larger than it claims');
    throw damaged('packed data');
  }
}
