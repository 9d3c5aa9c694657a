import { readXml } from './read-xml.ts';

/** What a paragraph style says of the paragraphs that carry it. */
export interface ParagraphStyle {
  /** 1–9 for headings, 0 otherwise. */
  readonly headingLevel: number;
  /** Lines of a table of contents repeat what stands below. */
  readonly contents: boolean;
  readonly listId: string | undefined;
  /** Depth within the list, from 0. */
  readonly listLevel: number | undefined;
}

interface RawStyle {
  name: string;
  basedOn: string | undefined;
  outline: number | undefined;
  listId: string | undefined;
  listLevel: number | undefined;
}

const HEADING_NAME = /^(?:heading|标题)\s*([1-9])$/iu;
const CONTENTS_NAME = /^(?:toc|目录)\s*(?:[1-9]|heading)?$/iu;
/** Styles may be based on each other; a circle ends here. */
const LONGEST_CHAIN = 12;

function readRaw(bytes: Uint8Array): Map<string, RawStyle> {
  const styles = new Map<string, RawStyle>();
  let current: RawStyle | undefined;
  readXml(bytes, {
    open: (name, { styleId, type, val }) => {
      if (name === 'style') {
        current = { name: '', basedOn: undefined, outline: undefined, listId: undefined, listLevel: undefined };
        if (type === 'paragraph') styles.set(styleId ?? '', current);
      } else if (current && name === 'name') current.name = val ?? '';
      else if (current && name === 'basedOn') current.basedOn = val;
      else if (current && name === 'outlineLvl') current.outline = Number(val ?? 9);
      else if (current && name === 'numId') current.listId = val;
      else if (current && name === 'ilvl') current.listLevel = Number(val ?? 0);
    },
    close: (name) => {
      if (name === 'style') current = undefined;
    },
  });
  return styles;
}

function levelOf({ name, outline }: RawStyle): number {
  const named = Number(HEADING_NAME.exec(name)?.[1] ?? 0);
  if (named > 0) return named;
  if (/^(?:title|标题)$/iu.test(name)) return 1;
  return outline !== undefined && outline < 9 ? outline + 1 : 0;
}

/** Paragraph styles of a Word file by their id. */
export function readStyles(bytes: Uint8Array | undefined): ReadonlyMap<string, ParagraphStyle> {
  const raw = bytes ? readRaw(bytes) : new Map<string, RawStyle>();
  const styles = new Map<string, ParagraphStyle>();
  for (const id of raw.keys()) {
    let style = raw.get(id);
    let headingLevel = 0;
    let listId: string | undefined;
    let listLevel: number | undefined;
    const contents = CONTENTS_NAME.test(style?.name ?? '');
    for (let steps = 0; style && steps < LONGEST_CHAIN; steps += 1) {
      if (headingLevel === 0) headingLevel = levelOf(style);
      listId ??= style.listId;
      listLevel ??= style.listLevel;
      style = style.basedOn === undefined ? undefined : raw.get(style.basedOn);
    }
    styles.set(id, { headingLevel, contents, listId, listLevel });
  }
  return styles;
}
