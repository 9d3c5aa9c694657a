import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AppError } from '../../ports/errors.ts';
import type { Database } from '../../ports/database.ts';
import { keepDocuments, storeDocument } from './knowledge.service.ts';
import { isKnowledgeFile } from './parse-knowledge.ts';

/** Files of one folder that are read at most. */
const MAX_FILES = 10_000;

/** What reading a folder came to. */
export interface FolderReport {
  readonly stored: number;
  readonly unchanged: number;
  /** Hold personal data: a person has to publish them. */
  readonly held: number;
  readonly removed: number;
  /** Files that were refused, with the code why; the others are not harmed. */
  readonly refused: readonly { readonly fileName: string; readonly code: string }[];
}

/**
 * Makes a tenant's documents those of a folder (Markdown, TXT, question-answer CSV, sub-folders too): files that changed
 * are read again, documents whose file is gone are taken out. Fails when the folder cannot be read.
 */
export async function syncFolder(
  services: { database: Database },
  tenantId: string,
  folder: string,
): Promise<FolderReport> {
  const names = await knowledgeFiles(folder);
  const refused: { fileName: string; code: string }[] = [];
  const counts = { stored: 0, unchanged: 0, held: 0 };
  for (const fileName of names) {
    try {
      const bytes = await readFile(join(folder, fileName));
      counts[await storeDocument(services, tenantId, { fileName, bytes })] += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push({ fileName, code: error.code });
    }
  }
  return { ...counts, refused, removed: await keepDocuments(services, tenantId, names) };
}

async function knowledgeFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isKnowledgeFile(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted()
    .slice(0, MAX_FILES);
}
