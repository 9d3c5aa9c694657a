import { AppError } from '../../ports/errors.ts';
import { openZip, type ZipArchive } from './zip-archive.ts';
import { readXml } from './read-xml.ts';

/** Kinds of parts that a program fetches and executes or merges when it opens the file. */
const FETCHED = new Set(['attachedTemplate', 'oleObject', 'subDocument', 'frame', 'aFChunk', 'control', 'package']);
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:(?!\/\/\/[a-z]:)|\\\\|\/\/)/iu;
/** Word leaves the path of the author's own template in a file; nothing opens it here. */
const OWN_DISK = /^(?:file:\/{0,3})?[a-z]:/iu;

/** What one part of a file points to. */
export interface Relationship {
  readonly id: string;
  /** Last word of the kind's address: slide, image, hyperlink. */
  readonly kind: string;
  /** Path within the file. */
  readonly target: string;
}

/** An Office file (OOXML): a zip with parts that point to each other. */
export interface OfficePackage {
  /** Name of the part that everything else hangs on. */
  readonly main: string;
  readonly names: readonly string[];
  /** Bytes of a part; undefined when it is missing. */
  part(name: string): Uint8Array | undefined;
  /** Bytes of a part without which there is no document. UNREADABLE_FILE. */
  needed(name: string): Uint8Array;
  /** Where a part points to within the file. */
  relationships(name: string): readonly Relationship[];
}

function resolvePath(from: string, target: string): string {
  const path = target.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') {
      if (path.length === 0) throw new AppError('HOSTILE_FILE', { reason: 'path beyond the file' });
      path.pop();
    } else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
}

function partNameOf(relationships: string): string {
  return relationships.replace(/(^|\/)_rels\/([^/]*)\.rels$/u, '$1$2');
}

function readRelationships(name: string, bytes: Uint8Array): Relationship[] {
  const found: Relationship[] = [];
  readXml(bytes, {
    open: (element, { Id, Type, Target, TargetMode }) => {
      if (element !== 'Relationship' || Target === undefined) return;
      const kind = (Type ?? '').slice((Type ?? '').lastIndexOf('/') + 1);
      if (TargetMode !== 'External') {
        found.push({ id: Id ?? '', kind, target: resolvePath(name, decodeURI(Target.replaceAll('%', '%25'))) });
      } else if (FETCHED.has(kind) && ELSEWHERE.test(Target) && !OWN_DISK.test(Target)) {
        throw new AppError('HOSTILE_FILE', { reason: 'external reference', kind });
      }
    },
  });
  return found;
}

function openPackage(archive: ZipArchive, main: string): OfficePackage {
  const relationships = new Map<string, readonly Relationship[]>();
  for (const name of archive.names.filter((entry) => entry.endsWith('.rels'))) {
    const part = partNameOf(name);
    relationships.set(part, readRelationships(part, archive.read(name) ?? new Uint8Array()));
  }
  return {
    main,
    names: archive.names,
    part: (name) => archive.read(name),
    needed: (name) => {
      const bytes = archive.read(name);
      if (!bytes) throw new AppError('UNREADABLE_FILE', { reason: `${name} is missing` });
      return bytes;
    },
    relationships: (name) => relationships.get(name) ?? [],
  };
}

/**
 * Opens an Office file whose main part stands in `folder` (word, xl, ppt). WRONG_CONTENT when it is a zip of another kind;
 * HOSTILE_FILE when it makes a program fetch something from elsewhere.
 */
export function openOffice(bytes: Uint8Array, folder: string): OfficePackage {
  const archive = openZip(bytes);
  const roots = archive.names.includes('_rels/.rels')
    ? readRelationships('', archive.read('_rels/.rels') ?? new Uint8Array())
    : [];
  const main = roots.find(({ kind }) => kind === 'officeDocument')?.target ?? '';
  if (!archive.names.includes('[Content_Types].xml') || !main.startsWith(`${folder}/`)) {
    throw new AppError('WRONG_CONTENT', { expected: folder });
  }
  return openPackage(archive, main);
}
