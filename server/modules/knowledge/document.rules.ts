import { z } from 'zod';
import type { DocumentState } from './document-list.ts';
import type { KnowledgeDocument, VersionState } from './knowledge.entity.ts';

/** Days for which a removed document can be restored. */
export const REMOVED_DAYS = 7;

/** Turns the direction of writing: exe.txt can look like txt.exe. */
const TURNS = '\\u202a-\\u202e\\u2066-\\u2069';
const FOLDER_PART = `[^./\\\\\\p{Cc}${TURNS}][^/\\\\\\p{Cc}${TURNS}]{0,99}`;

/** Path of a folder without a slash at either end; '' is the top. No part is empty, hidden or leads upwards. */
export const FOLDER_TEXT = z
  .string()
  .max(300)
  .regex(new RegExp(`^(?:${FOLDER_PART}(?:/${FOLDER_PART}){0,9})?$`, 'u'), 'not a folder');

/** Name of a document within its folder. */
export const DOCUMENT_NAME = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(new RegExp(`^[^/\\\\\\p{Cc}${TURNS}]+$`, 'u'), 'not a file name');

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
