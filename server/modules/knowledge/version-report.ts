import type { LeftOut } from '../../ports/document-reader.ts';

/** What became of a file. Empty while it is being read. */
export interface VersionReport {
  /** Pages, slides or sheets; null when the format has none. */
  readonly pages?: number | null;
  /** Pages and pictures whose text was recognised. */
  readonly recognised?: number;
  /** Passages taken. */
  readonly taken?: number;
  /** Parts left out, the first ones at most. */
  readonly leftOut?: readonly LeftOut[];
  /** All parts left out. */
  readonly leftOutCount?: number;
}

/** Personal data found in a version, masked: a person decides whether it may be published. */
export interface PersonalDatum {
  readonly kind: 'phone' | 'email' | 'identity' | 'bank-card';
  /** As it stands there, with the middle hidden. */
  readonly masked: string;
  readonly page: number | null;
  readonly heading: string | null;
  /** Position of the chunk it stands in. */
  readonly position: number;
}

/** Personal data that a version names: enough to see what kind of file it is. */
export const FINDINGS_KEPT = 500;

/** Parts left out that a report names. */
const NAMED_AT_MOST = 1000;

/** The report of a file that was read. */
export function reportOf({
  pages,
  recognised,
  taken,
  leftOut,
}: {
  pages: number | null;
  recognised: number;
  taken: number;
  leftOut: readonly LeftOut[];
}): VersionReport {
  return { pages, recognised, taken, leftOut: leftOut.slice(0, NAMED_AT_MOST), leftOutCount: leftOut.length };
}
