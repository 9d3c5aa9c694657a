import { setImmediate as nextTick } from 'node:timers/promises';
import { AppError } from '../../ports/errors.ts';
import type {
  DocumentBlock,
  DocumentReader,
  PictureMemory,
  ReadProgress,
  SourceFile,
} from '../../ports/document-reader.ts';
import { chunkBlocks } from './chunk-blocks.ts';
import type { ParsedChunk } from './parsed-chunk.ts';
import { passageTokens } from './passage-tokens.ts';
import type { ReadPassages } from './passages-of.ts';
import { findPersonalData } from './personal-data.ts';
import type { PersonalDatum } from './version-report.ts';

/** Passages made between two turns of the event loop, about 10 ms. */
const CHUNKS_AT_ONCE = 32;

/** What reading a file needs. */
export interface PassageSources {
  readonly reader: DocumentReader;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Texts of scanned pages and pictures that an interrupted reading has left. */
  readonly memory?: PictureMemory;
}

function findingsIn({ question, answer, phrasings, position, heading, page }: ParsedChunk): PersonalDatum[] {
  const text = [question, answer, ...phrasings].join('\n');
  return findPersonalData(text).map(({ kind, masked }) => ({ kind, masked, position, heading, page }));
}

function isColumn(block: DocumentBlock): boolean {
  return block.kind === 'table' && (block.rows[0]?.length ?? 0) < 2;
}

/**
 * Passages of a file with their tokens, what was left out of it, and what in it may be personal. Refuses and fails as the
 * reader does; EMPTY_DOCUMENT (detail: leftOut) when nothing of it can be used; BAD_TABLE for a table of one column.
 */
export async function readPassages(file: SourceFile, sources: PassageSources): Promise<ReadPassages> {
  const { reader, ...options } = sources;
  const document = await reader.read(file, options);
  if (document.format === 'table' && document.blocks.every(isColumn)) {
    throw new AppError('BAD_TABLE', { columns: 1 }, '表格至少要有“问题”和“答案”两列');
  }
  const { passages, leftOut } = await chunkBlocks(document.blocks);
  const all = [...document.leftOut, ...leftOut];
  if (passages.length === 0) throw new AppError('EMPTY_DOCUMENT', { leftOut: all.length });
  const chunks: ParsedChunk[] = [];
  const findings: PersonalDatum[] = [];
  for (const passage of passages) {
    if (chunks.length % CHUNKS_AT_ONCE === CHUNKS_AT_ONCE - 1) await nextTick();
    sources.signal.throwIfAborted();
    const chunk = { ...passage, position: chunks.length, tokens: passageTokens(passage) };
    chunks.push(chunk);
    findings.push(...findingsIn(chunk));
  }
  const { format, pages, recognised } = document;
  return { format, pages, recognised, passages: chunks, leftOut: all, findings };
}
