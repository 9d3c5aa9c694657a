import { createHash } from 'node:crypto';
import type { LeftOut } from '../../ports/document-reader.ts';
import type { ParsedChunk } from './parsed-chunk.ts';
import { TOKENS_VERSION } from './tokens.ts';
import type { PersonalDatum } from './version-report.ts';

/** A file of the knowledge base. */
export interface KnowledgeFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** Goes up when the same file would give other passages. */
const READER_VERSION = 4;

/** What a file holds. */
export interface ReadPassages {
  readonly format: string;
  readonly pages: number | null;
  /** Pages and pictures whose text was recognised. */
  readonly recognised: number;
  readonly passages: readonly ParsedChunk[];
  readonly leftOut: readonly LeftOut[];
  readonly findings: readonly PersonalDatum[];
}

/** SHA-256 of bytes in hex. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * What makes two readings of a document the same: the SHA-256 of its bytes with the versions of reader and tokens, so that
 * a new reader reads every file again.
 */
export function contentHashOf(fileHash: string): string {
  return createHash('sha256').update(`reader ${READER_VERSION} tokens ${TOKENS_VERSION}\n${fileHash}`).digest('hex');
}
