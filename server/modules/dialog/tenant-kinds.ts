import { Recent } from '../memory/recent.ts';
import type { LabelledLine } from './example-bank.ts';
import { createKindClassifier, type DialogKind, fitKindClassifier, type KindClassifier } from './kind.ts';

/** Companies whose own classifier is remembered; a classifier takes about 1 MB. */
const REMEMBERED = 100;

interface Fitted {
  revision: number;
  classifier: KindClassifier;
}

/** The classifier of each company: the shipped one until its own examples have been fitted, and again after the next change. */
export class TenantKinds {
  readonly #read: (tenantId: string) => Promise<readonly LabelledLine<DialogKind>[]>;
  readonly #known = new Recent<Fitted>(REMEMBERED);

  constructor(read: (tenantId: string) => Promise<readonly LabelledLine<DialogKind>[]>) {
    this.#read = read;
  }

  /** At once, never waiting: a new revision of the examples is fitted in the background and used from then on. */
  classifierFor(tenantId: string, revision: number): KindClassifier {
    if (revision === 0) return createKindClassifier();
    const known = this.#known.get(tenantId);
    if (known !== undefined && known.revision >= revision) return known.classifier;
    const next = { revision, classifier: known?.classifier ?? createKindClassifier() };
    this.#known.set(tenantId, next);
    void this.#fit(tenantId, next);
    return next.classifier;
  }

  async #fit(tenantId: string, entry: Fitted): Promise<void> {
    try {
      entry.classifier = await fitKindClassifier(await this.#read(tenantId));
    } catch {
      // The database was away: the next turn asks for the revision again.
      if (this.#known.get(tenantId) === entry) entry.revision -= 1;
    }
  }
}
