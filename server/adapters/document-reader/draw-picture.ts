import { AppError } from '../../ports/errors.ts';
import type { PictureSource } from './picture-block.ts';
import { openZip, type ZipArchive } from './zip-archive.ts';

let held: ZipArchive | undefined;

/** Bytes of a picture of the file that was given last; `file` is that file the first time and empty afterwards. UNREADABLE_FILE. */
export async function drawPicture(source: PictureSource, file: Uint8Array): Promise<Uint8Array> {
  if (source.of === 'page' || source.of === 'area') {
    const { drawPage, holdPdf } = await import('./draw-page.ts');
    if (file.length > 0) await holdPdf(file);
    return drawPage(source.page, source.of === 'area' ? source.area : undefined);
  }
  if (source.of === 'file') throw new AppError('UNREADABLE_FILE', { reason: 'no such picture' });
  if (file.length > 0) held = openZip(file);
  const bytes = held?.read(source.part);
  if (!bytes) throw new AppError('UNREADABLE_FILE', { reason: 'no such part' });
  return bytes;
}
