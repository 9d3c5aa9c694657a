import { AppError } from '../../ports/errors.ts';
import type { LeftOut, ReadDocument } from '../../ports/document-reader.ts';
import { cleanBlock, cleanRows } from './clean-block.ts';
import { cleanText } from './clean-text.ts';
import type { Answer, AnsweredBlock } from './parse-answer.ts';

/** Puts a document together from a reading process's answers. */
export class GatheredDocument {
  refusal: AppError | undefined;
  #format = '';
  #pages: number | null = null;
  readonly #blocks: AnsweredBlock[] = [];
  #leftOut: LeftOut[] = [];
  #scanned: readonly number[] = [];

  get document(): ReadDocument {
    return { format: this.#format, pages: this.#pages, blocks: this.#blocks, leftOut: this.#leftOut };
  }

  /** Pages that are pictures. */
  get scanned(): readonly number[] {
    return this.#scanned;
  }

  take(message: Answer): void {
    if (message.type === 'block') this.#blocks.push(cleanBlock(message.block));
    else if (message.type === 'rows') {
      const last = this.#blocks.at(-1);
      if (last?.kind !== 'table') return;
      last.rows.push(...cleanRows(message.rows));
      last.rowNumbers?.push(...(message.rowNumbers ?? []));
    } else if (message.type === 'end') {
      ({ format: this.#format, pages: this.#pages, scanned: this.#scanned } = message);
      this.#leftOut = message.leftOut.map(({ where, reason }) => ({ where: cleanText(where), reason }));
    } else if (message.type === 'refused') this.refusal = new AppError(message.code, message.detail, message.message);
  }
}
