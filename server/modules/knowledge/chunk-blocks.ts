import { setImmediate as nextTick } from 'node:timers/promises';
import type { DocumentBlock, LeftOut } from '../../ports/document-reader.ts';
import { chunkProse, type Paragraph } from './chunk-prose.ts';
import { chunkTable } from './chunk-table.ts';
import { dayInChina } from './expiry-date.ts';
import type { ParsedPassage } from './parsed-chunk.ts';
import { questionTable } from './question-table.ts';
import { splitTable } from './split-table.ts';

/** What blocks were cut into, and what of them cannot be used. */
export interface ChunkedBlocks {
  readonly passages: readonly ParsedPassage[];
  readonly leftOut: readonly LeftOut[];
}

/** Names that say nothing: Sheet1, 工作表 2. */
const UNNAMED_SHEET = /^(?:sheet|工作表)\s*\d*$/iu;
const BETWEEN_HEADINGS = ' › ';
/** Passages cut between two turns of the event loop, about 5 ms. */
const PASSAGES_AT_ONCE = 256;

function pathText(path: readonly string[]): string | null {
  return path.length > 0 ? path.join(BETWEEN_HEADINGS) : null;
}

/** Cuts a document's blocks in reading order, with the headings above each. */
class BlockChunker {
  readonly passages: ParsedPassage[] = [];
  readonly leftOut: LeftOut[] = [];
  readonly #path: string[] = [];
  #prose: Paragraph[] = [];
  readonly #today: string;

  constructor(today: string) {
    this.#today = today;
  }

  /** Takes the blocks one after the other; stops after each passage of running text and each table. */
  *cut(blocks: readonly DocumentBlock[]): Generator<void> {
    for (const block of blocks) {
      if (block.kind === 'paragraph') {
        this.#prose.push(block);
        continue;
      }
      yield* this.#flush();
      if (block.kind === 'heading') this.#heading(block.level, block.text);
      else this.#table(block);
      yield;
    }
    yield* this.#flush();
  }

  *#flush(): Generator<void> {
    const path = this.#names();
    for (const { question, text, page } of chunkProse(this.#prose, path.length > 0)) {
      this.passages.push({
        question: question ?? path.at(-1) ?? '',
        answer: text,
        heading: pathText(path),
        page,
        phrasings: [],
      });
      yield;
    }
    this.#prose = [];
  }

  #names(): string[] {
    return this.#path.filter((name) => name !== '');
  }

  #heading(level: number, text: string): void {
    this.#path.length = Math.min(this.#path.length, level - 1);
    while (this.#path.length < level - 1) this.#path.push('');
    this.#path.push(UNNAMED_SHEET.test(text) ? '' : text);
  }

  #table(table: Extract<DocumentBlock, { kind: 'table' }>): void {
    const names = this.#names();
    if (table.name !== null && table.name !== names.at(-1) && !UNNAMED_SHEET.test(table.name)) names.push(table.name);
    const questions = questionTable(table, this.#today);
    if (questions) {
      this.leftOut.push(...questions.leftOut);
      for (const passage of questions.passages) {
        const heading = passage.heading === null ? names : [...names, passage.heading];
        this.passages.push({ ...passage, heading: pathText(heading) });
      }
      return;
    }
    for (const rows of splitTable(table.rows, table.rowNumbers)) {
      const { title, pieces } = chunkTable(rows);
      const path = title === null ? names : [...names, title];
      for (const answer of pieces) {
        this.passages.push({
          question: path.at(-1) ?? '',
          answer,
          heading: pathText(path),
          page: table.page,
          phrasings: [],
        });
      }
    }
  }
}

/**
 * Passages of a document: a question-answer table gives one for each entry; other tables are cut between rows with their
 * header repeated; running text is cut within its section, lists with the sentence that leads in. With pauses for the event
 * loop, since a book takes a second.
 */
export async function chunkBlocks(blocks: readonly DocumentBlock[], now = new Date()): Promise<ChunkedBlocks> {
  const chunker = new BlockChunker(dayInChina(now));
  let steps = 0;
  for (const _ of chunker.cut(blocks)) {
    steps += 1;
    if (steps % PASSAGES_AT_ONCE === 0) await nextTick();
  }
  return { passages: chunker.passages, leftOut: chunker.leftOut };
}
