import { Parser } from 'htmlparser2';
import { AppError } from '../../ports/errors.ts';

/** Office nests some 40 deep in tables within tables. */
const DEEPEST = 256;
const PIECE = 64 * 1024;

/** Attributes without their namespaces' prefixes. */
export type XmlAttributes = Readonly<Record<string, string | undefined>>;

export interface XmlHandlers {
  /** Names come without their prefix: w:tbl is tbl. */
  readonly open?: (name: string, attributes: XmlAttributes) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/**
 * Reads an XML part of an Office file. No entity but the five of XML and numbers is known, and a part that brings its own
 * document type is refused with HOSTILE_FILE, as is endless nesting; UNREADABLE_FILE when an element never ends.
 */
export function readXml(bytes: Uint8Array, handlers: XmlHandlers): void {
  const decoder = new TextDecoder(encodingOf(bytes));
  let depth = 0;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        depth += 1;
        if (depth > DEEPEST) throw new AppError('HOSTILE_FILE', { reason: 'nesting' });
        const plain: Record<string, string> = Object.create(null) as Record<string, string>;
        for (const key of Object.keys(attributes)) plain[localName(key)] = attributes[key] ?? '';
        handlers.open?.(localName(name), plain);
      },
      onclosetag: (name) => {
        depth -= 1;
        handlers.close?.(localName(name));
      },
      ontext: (text) => handlers.text?.(text),
      onprocessinginstruction: (name) => {
        if (name.startsWith('!')) throw new AppError('HOSTILE_FILE', { reason: 'document type in XML' });
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  for (let at = 0; at < bytes.length; at += PIECE) {
    parser.write(decoder.decode(bytes.subarray(at, at + PIECE), { stream: true }));
  }
  parser.write(decoder.decode());
  if (depth !== 0) throw new AppError('UNREADABLE_FILE', { reason: 'XML is cut off' });
  parser.end();
}
