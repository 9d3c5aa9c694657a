import type { DocumentFactsFragment, VersionFactsFragment } from '../../generated/graphql.ts';

export type DocumentFacts = DocumentFactsFragment;
export type VersionFacts = VersionFactsFragment;

/** What a list of documents shows: a folder, or all that are in one state. */
export type Shelf =
  | { readonly kind: 'all' }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'state'; readonly state: 'HELD' | 'REFUSED' | 'EXPIRED' | 'REMOVED' };

/** A folder of the tree, its children flattened behind it. */
export interface FolderNode {
  readonly path: string;
  readonly name: string;
  /** 0 at the top. */
  readonly depth: number;
  /** Documents in it and below it. */
  readonly count: number;
}

const DAY_MS = 86_400_000;
/** From here on the list says that a document will soon expire. */
export const SOON_DAYS = 14;

/** Folders in the order of a tree; a folder that only holds folders is named too. */
export function folderTree(
  folders: readonly { readonly path: string; readonly documentCount: number }[],
): FolderNode[] {
  const counts = new Map<string, number>();
  for (const { path, documentCount } of folders) {
    const parts = path === '' ? [] : path.split('/');
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const above = parts.slice(0, depth).join('/');
      counts.set(above, (counts.get(above) ?? 0) + documentCount);
    }
  }
  return [...counts]
    .map(([path, count]) => {
      const parts = path.split('/');
      return { path, name: parts.at(-1) ?? path, depth: parts.length - 1, count };
    })
    .sort((left, right) => left.path.localeCompare(right.path, 'zh-CN'));
}

/** The version that matters to whoever looks at the list, and the one that is about to follow it: v12 → v13. */
export function versionWords({ currentVersion, latestVersion }: DocumentFacts): string {
  const current = currentVersion ? `v${currentVersion.number}` : '—';
  const waits = latestVersion && (latestVersion.state === 'HELD' || latestVersion.state === 'IMPORTING');
  if (!waits || latestVersion.id === currentVersion?.id) return current;
  return currentVersion ? `${current} → v${latestVersion.number}` : `v${latestVersion.number}`;
}

/** Days of the calendar until a document expires, 0 for today, when that is soon; undefined otherwise. */
export function expiresIn({ expiresAt, state }: DocumentFacts, now: number): number | undefined {
  if (expiresAt === null || state === 'EXPIRED' || state === 'REMOVED') return undefined;
  const days = Math.round((midnightOf(Date.parse(expiresAt)) - midnightOf(now)) / DAY_MS);
  return days <= SOON_DAYS ? days : undefined;
}

/** The beginning of a day in the reader's time zone. */
function midnightOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Share of an import that is done, 0 to 1; undefined while it cannot be known. */
export function importShare({ progress }: VersionFacts): number | undefined {
  if (!progress || progress.total === null || progress.total === 0) return undefined;
  return Math.min(1, progress.done / progress.total);
}

/** Size as people write it. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** The day of a moment as a date field writes it, in the reader's time zone; empty without one. */
export function dayField(at: string | null): string {
  if (at === null) return '';
  const moment = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** The last second of a day of a date field, until which a document is used; null for an empty field. */
export function endOfDay(field: string): string | null {
  return field === '' ? null : new Date(`${field}T23:59:59`).toISOString();
}

/** A folder as people type it, as the hub wants it: no slash at either end, none doubled, no blanks beside one. */
export function tidyFolder(typed: string): string {
  return typed
    .split(/[/\\／]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('/');
}

/** What can be done to a version. */
export type VersionAction = 'publish' | 'discard' | 'rollback' | 'cancel' | 'retry';

/** What can be done to a version of a document now. */
export function versionActions(
  version: Pick<VersionFacts, 'id' | 'state'>,
  document: Pick<DocumentFacts, 'state' | 'currentVersion'>,
): readonly VersionAction[] {
  if (document.state === 'REMOVED') return [];
  switch (version.state) {
    case 'HELD':
      return ['publish', 'discard'];
    case 'IMPORTING':
      return ['cancel'];
    case 'FAILED':
    case 'REFUSED':
    case 'CANCELLED':
      return ['retry'];
    case 'REPLACED':
      return ['rollback'];
    default:
      return [];
  }
}

/** How many of each kind of personal data were found, most first. */
export function findingCounts<Kind extends string>(
  findings: readonly { readonly kind: Kind }[],
): readonly { readonly kind: Kind; readonly n: number }[] {
  const counts = new Map<Kind, number>();
  for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, n]) => ({ kind, n })).sort((left, right) => right.n - left.n);
}

/** Where a passage stands, as an answer cites it: heading › page. */
export function placeWords(
  { heading, page }: { readonly heading: string | null; readonly page: number | null },
  pageWords: (page: number) => string,
): string {
  return [heading ?? '', page === null ? '' : pageWords(page)].filter(Boolean).join(' › ');
}

/** A table has sheets where others have pages. */
export function isTable({ fileName }: Pick<VersionFacts, 'fileName'>): boolean {
  return /\.(?:xlsx|xlsm|csv|tsv)$/iu.test(fileName);
}
