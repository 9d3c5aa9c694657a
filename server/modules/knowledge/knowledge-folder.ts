import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { AppError, PortError } from '../../ports/errors.ts';
import type { Database } from '../../ports/database.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import { LARGEST_DOCUMENT } from './document-files.ts';
import { contentKey, keepDocuments, knownContents, queueDocument, storeDocument } from './knowledge.service.ts';
import { contentHashOf, hashOf } from './passages-of.ts';

/** Files of one folder that are read at most. */
const MAX_FILES = 10_000;

/** What reading a folder came to. */
export interface FolderReport {
  readonly stored: number;
  readonly unchanged: number;
  /** Are read by jobs, since that takes longer. */
  readonly queued: number;
  /** Hold personal data: a person has to publish them. */
  readonly held: number;
  readonly removed: number;
  /** Files that were refused, with the code why, or could not be read now (UNAVAILABLE); the others are not harmed. */
  readonly refused: readonly { readonly fileName: string; readonly code: string }[];
}

/** Read at once, so that they are there when the hub is ready; scanned pages and large books are not. */
const READ_AT_ONCE = new Set(['md', 'markdown', 'txt', 'text', 'csv', 'tsv']);

/** What reading a folder needs. */
export interface FolderServices {
  readonly database: Database;
  readonly documentReader: DocumentReader;
  readonly jobQueue: JobQueue;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/**
 * Makes a tenant's documents those of a folder, sub-folders too: files that changed become new versions, documents whose
 * file is gone are taken out. What is unchanged is known by its hash and not read. Fails when the folder cannot be read, or
 * the database.
 */
export async function syncFolder(services: FolderServices, tenantId: string, folder: string): Promise<FolderReport> {
  const names = await knowledgeFiles(folder, services.documentReader.endings);
  const known = await services.database.inTenant(tenantId, (em) => knownContents(em));
  const refused: { fileName: string; code: string }[] = [];
  const counts = { stored: 0, unchanged: 0, held: 0, queued: 0 };
  for (const fileName of names) {
    services.signal.throwIfAborted();
    try {
      const bytes = await readSmall(join(folder, fileName));
      if (known.has(contentKey(fileName, contentHashOf(hashOf(bytes))))) counts.unchanged += 1;
      else if (READ_AT_ONCE.has(endingOf(fileName)))
        counts[await storeDocument(services, tenantId, { fileName, bytes })] += 1;
      else {
        await queueDocument(services, tenantId, { fileName, bytes });
        counts.queued += 1;
      }
    } catch (error) {
      if (services.signal.aborted || (error instanceof PortError && error.port === 'database')) throw error;
      refused.push({ fileName, code: error instanceof AppError ? error.code : 'UNAVAILABLE' });
    }
  }
  return { ...counts, refused, removed: await keepDocuments(services, tenantId, names) };
}

/** A file's bytes; LIMIT_FILE, before anything is read, for one that is too large. */
async function readSmall(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > LARGEST_DOCUMENT) throw new AppError('LIMIT_FILE', { bytes: size, limit: LARGEST_DOCUMENT });
  return readFile(path);
}

function endingOf(name: string): string {
  return extname(name).slice(1).toLowerCase();
}

async function knowledgeFiles(folder: string, endings: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && endings.includes(endingOf(entry.name)) && !entry.name.startsWith('.'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted()
    .slice(0, MAX_FILES);
}
