import type { LeftOut } from '../../ports/document-reader.ts';
import { picturePlace } from './place-names.ts';

/** Counts pictures that were not read, so that a report names each place and reason once. */
export class PicturesLeftOut {
  readonly #counts = new Map<string, { readonly where: string; readonly reason: LeftOut['reason']; count: number }>();

  /** `where` is the page or sheet, empty when the format has none. */
  add(where: string, reason: LeftOut['reason']): void {
    const key = `${reason} ${where}`;
    const counted = this.#counts.get(key);
    if (counted) counted.count += 1;
    else this.#counts.set(key, { where, reason, count: 1 });
  }

  list(): LeftOut[] {
    return [...this.#counts.values()].map(({ where, reason, count }) => ({
      where: where === '' ? picturePlace(count) : `${where}: ${picturePlace(count)}`,
      reason,
    }));
  }
}
