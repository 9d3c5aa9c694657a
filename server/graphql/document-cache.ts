import type { DocumentNode } from 'graphql';

/** Documents that are remembered; clients send the same few again and again. */
const MAX_DOCUMENTS = 500;
/** Longer texts are parsed each time: nobody's regular operation is this long, and the cache stays small. */
const MAX_TEXT = 20_000;

/** Valid documents by their text; when full, the one used longest ago goes. */
export class DocumentCache {
  readonly #documents = new Map<string, DocumentNode>();

  get(text: string): DocumentNode | undefined {
    const document = this.#documents.get(text);
    if (document) {
      this.#documents.delete(text);
      this.#documents.set(text, document);
    }
    return document;
  }

  set(text: string, document: DocumentNode): void {
    if (text.length > MAX_TEXT) return;
    this.#documents.set(text, document);
    const oldest = this.#documents.keys().next().value;
    if (this.#documents.size > MAX_DOCUMENTS && oldest !== undefined) this.#documents.delete(oldest);
  }
}
