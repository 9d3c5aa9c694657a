import { AppError } from '../../ports/errors.ts';
import type { LeftOut } from '../../ports/document-reader.ts';
import { cleanBlock, cleanRows } from './clean-block.ts';
import { cleanText } from './clean-text.ts';
import type { Answer, AnsweredBlock } from './parse-answer.ts';
import type { PartlyRead } from './picture-block.ts';

/** Puts a document together from a reading process's answers. */
export class GatheredDocument {
  refusal: AppError | undefined;
  #format = '';
  #pages: number | null = null;
  readonly #blocks: AnsweredBlock[] = [];
  #leftOut: LeftOut[] = [];

  get document(): PartlyRead {
    return { format: this.#format, pages: this.#pages, blocks: this.#blocks, leftOut: this.#leftOut };
  }

  take(message: Answer): void {
    if (message.type === 'block') this.#blocks.push(cleanBlock(message.block));
    else if (message.type === 'rows') {
      const last = this.#blocks.at(-1);
      if (last?.kind !== 'table') return;
      last.rows.push(...cleanRows(message.rows));
      last.rowNumbers?.push(...(message.rowNumbers ?? []));
    } else if (message.type === 'end') {
      ({ format: this.#format, pages: this.#pages } = message);
      this.#leftOut = message.leftOut.map(({ where, reason }) => ({ where: cleanText(where), reason }));
    } else if (message.type === 'refused') this.refusal = new AppError(message.code, message.detail, message.message);
  }
}
