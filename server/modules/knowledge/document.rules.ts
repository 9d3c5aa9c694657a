import { z } from 'zod';
import type { DocumentState } from './document-list.ts';
import type { KnowledgeDocument, VersionState } from './knowledge.entity.ts';

/** Days for which a removed document can be restored. */
export const REMOVED_DAYS = 7;

/** Path of a folder without a slash at either end; '' is the top. No part is empty, hidden or leads upwards. */
export const FOLDER_TEXT = z
  .string()
  .max(300)
  .regex(/^(?:[^./\\\p{Cc}][^/\\\p{Cc}]{0,99}(?:\/[^./\\\p{Cc}][^/\\\p{Cc}]{0,99}){0,9})?$/u, 'not a folder');

/** Name of a document within its folder. */
export const DOCUMENT_NAME = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^/\\\p{Cc}]+$/u, 'not a file name');

/** What a document is now, from what it was marked with and the state of its newest version. */
export function documentState(
  { removedAt, expiresAt, currentVersionId }: Pick<KnowledgeDocument, 'removedAt' | 'expiresAt' | 'currentVersionId'>,
  latest: VersionState | undefined,
  now: number,
): DocumentState {
  if (removedAt) return 'removed';
  if (latest === 'importing' || latest === 'held') return latest;
  if (expiresAt && expiresAt.getTime() <= now) return 'expired';
  return currentVersionId && latest !== 'refused' && latest !== 'failed' ? 'published' : 'refused';
}
