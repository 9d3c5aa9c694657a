import { createCanvas } from '@napi-rs/canvas';
import { docxEntries, links } from './office-file.ts';
import { type ZipEntry, zipFile } from './zip-file.ts';

/** A picture whose shade tells it from others. */
export function png(shade: number, width = 300, height = 200): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = `rgb(${shade}, ${shade}, ${shade})`;
  context.fillRect(0, 0, width, height);
  return canvas.toBuffer('image/png');
}

/** A paragraph of Word, a shape of PowerPoint that show a picture, and the link to it. */
export const drawing = (id: string): string => `<w:p><w:r><w:drawing><a:blip r:embed="${id}"/></w:drawing></w:r></w:p>`;
export const image = (id: string, target: string, external = false) => ({ id, kind: 'image', target, external });
export const pic = (id: string): string => `<p:pic><p:blipFill><a:blip r:embed="${id}"/></p:blipFill></p:pic>`;

/** Files that pictures stand in. */
export function media(files: Readonly<Record<string, Uint8Array>>): ZipEntry[] {
  return Object.entries(files).map(([name, content]) => ({ name, content, stored: true }));
}

/** A Word file whose pictures are named by their relationships. */
export function wordWith(
  body: string,
  files: Readonly<Record<string, Uint8Array>>,
  extra: Parameters<typeof links>[1] = [],
) {
  const shown = Object.keys(files).map((name, index) => image(`rP${index}`, name.slice('word/'.length)));
  const entries = docxEntries(body, media(files)).filter(({ name }) => name !== 'word/_rels/document.xml.rels');
  return zipFile([
    ...entries,
    links('word/document.xml', [{ id: 'rId1', kind: 'styles', target: 'styles.xml' }, ...shown, ...extra]),
  ]);
}

/** The head of a bitmap: all that is looked at before it is drawn. */
export function bitmapHead(width: number, height: number): Buffer {
  const head = Buffer.alloc(54);
  head.write('BM');
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  return head;
}
