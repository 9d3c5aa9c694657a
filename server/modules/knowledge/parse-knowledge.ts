import { createHash } from 'node:crypto';
import { setImmediate as nextTick } from 'node:timers/promises';
import { AppError } from '../../ports/errors.ts';
import { decodeText } from './decode-text.ts';
import type { ParsedChunk, ParsedPassage, ParsedText, SkippedPart } from './parsed-chunk.ts';
import { parseMarkdown } from './parse-markdown.ts';
import { parsePlainText } from './parse-plain-text.ts';
import { parseQuestionTable } from './parse-question-table.ts';
import { chunkTokens, TOKENS_VERSION } from './tokens.ts';

/** Largest text file that is taken, 20 MiB: about 7 million characters. */
export const LARGEST_KNOWLEDGE_FILE = 20 * 1024 * 1024;
/** Passages made between two turns of the event loop, about 10 ms. */
const CHUNKS_AT_ONCE = 32;

export interface ParsedKnowledge {
  readonly format: 'markdown' | 'text' | 'table';
  /** See contentHash: the same file twice changes nothing. */
  readonly contentHash: string;
  readonly chunks: readonly ParsedChunk[];
  readonly skipped: readonly SkippedPart[];
}

const FORMATS: Readonly<Record<string, { format: ParsedKnowledge['format']; parse: (text: string) => ParsedText }>> = {
  md: { format: 'markdown', parse: parseMarkdown },
  markdown: { format: 'markdown', parse: parseMarkdown },
  txt: { format: 'text', parse: parsePlainText },
  text: { format: 'text', parse: parsePlainText },
  csv: { format: 'table', parse: parseQuestionTable },
  tsv: { format: 'table', parse: parseQuestionTable },
};

function formatOf(fileName: string): (typeof FORMATS)[string] | undefined {
  const extension = /\.([^./\\]+)$/u.exec(fileName)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
}

/** Whether a file's name says that it can be read as knowledge. */
export function isKnowledgeFile(fileName: string): boolean {
  return formatOf(fileName) !== undefined;
}

/** SHA-256 in hex of a file's bytes and the version of the tokens, so that a new tokeniser reads every file again. */
export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(`tokens ${TOKENS_VERSION}\n`).update(bytes).digest('hex');
}

/** Under a Markdown heading the headings above it are part of what the passage is about. */
function searchable(passage: ParsedPassage, format: ParsedKnowledge['format']): ParsedPassage {
  return format === 'markdown' && passage.heading !== null ? { ...passage, question: passage.heading } : passage;
}

/**
 * Passages of a Markdown, text or question-answer file with their tokens. Refuses with UNSUPPORTED_FORMAT, LIMIT_FILE
 * (detail: bytes, limit), BAD_ENCODING, BAD_TABLE (detail: line) or EMPTY_DOCUMENT.
 */
export async function parseKnowledge(fileName: string, bytes: Uint8Array): Promise<ParsedKnowledge> {
  const known = formatOf(fileName);
  if (!known) throw new AppError('UNSUPPORTED_FORMAT');
  if (bytes.length > LARGEST_KNOWLEDGE_FILE) {
    throw new AppError('LIMIT_FILE', { bytes: bytes.length, limit: LARGEST_KNOWLEDGE_FILE });
  }
  const { passages, skipped } = known.parse(decodeText(bytes));
  if (passages.length === 0) throw new AppError('EMPTY_DOCUMENT', { skipped: skipped.length });
  const chunks: ParsedChunk[] = [];
  for (const passage of passages) {
    if (chunks.length % CHUNKS_AT_ONCE === CHUNKS_AT_ONCE - 1) await nextTick();
    chunks.push({ ...passage, position: chunks.length, tokens: chunkTokens(searchable(passage, known.format)) });
  }
  return { format: known.format, contentHash: contentHash(bytes), chunks, skipped };
}
