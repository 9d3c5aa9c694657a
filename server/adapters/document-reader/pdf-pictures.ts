import { createHash } from 'node:crypto';
import { PDFiumLibrary } from '@hyzyla/pdfium';

/** A picture on a page: its sides in points as the PDF counts them, from the lower left corner. */
export interface PdfPicture {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
  /** Tells the same picture again. */
  readonly hash: () => string;
}

/** What is used of the library's own functions, which its wrapper does not offer. */
interface PdfiumModule {
  readonly HEAPU8: Uint8Array;
  readonly HEAPF32: Float32Array;
  readonly wasmExports: { malloc(size: number): number; free(pointer: number): void };
  _FPDF_LoadMemDocument(bytes: number, size: number, password: number): number;
  _FPDF_CloseDocument(document: number): void;
  _FPDF_LoadPage(document: number, index: number): number;
  _FPDF_ClosePage(page: number): void;
  _FPDFPage_CountObjects(page: number): number;
  _FPDFPage_GetObject(page: number, index: number): number;
  _FPDFPageObj_GetType(object: number): number;
  _FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number;
  _FPDFImageObj_GetImageDataRaw(object: number, buffer: number, length: number): number;
}

const IMAGE = 3;
const FLOAT_BYTES = 4;
/** A page with more objects is a drawing; its pictures are not looked for. */
const MOST_OBJECTS = 20_000;
/** Every picture's head stands in the open, also in a file whose other objects are packed. */
const HEADS = ['/Subtype/Image', '/Subtype /Image'];

/** Finds the pictures on the pages of a PDF without decoding them. */
export class PdfPictures {
  readonly #module: PdfiumModule;
  readonly #bytes: number;
  readonly #document: number;
  readonly #bounds: number;
  /** The library cannot be used after a fault inside it. */
  #broken = false;

  private constructor(module: PdfiumModule, bytes: number, document: number) {
    this.#module = module;
    this.#bytes = bytes;
    this.#document = document;
    this.#bounds = module.wasmExports.malloc(4 * FLOAT_BYTES);
  }

  /** Undefined when the file has no pictures or cannot be opened for them. */
  static async open(file: Uint8Array): Promise<PdfPictures | undefined> {
    const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    if (!HEADS.some((head) => text.includes(head))) return undefined;
    const { module } = (await PDFiumLibrary.init()) as unknown as { readonly module: PdfiumModule };
    const bytes = module.wasmExports.malloc(file.length);
    module.HEAPU8.set(file, bytes);
    const document = module._FPDF_LoadMemDocument(bytes, file.length, 0);
    if (document !== 0) return new PdfPictures(module, bytes, document);
    module.wasmExports.free(bytes);
    return undefined;
  }

  /** Hands the pictures of a page (from 1) to `take`, in the order they are drawn; they can be asked until it returns. */
  look(page: number, take: (picture: PdfPicture) => void): void {
    if (this.#broken) return;
    try {
      this.#look(page, take);
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.#broken = true;
    }
  }

  #look(page: number, take: (picture: PdfPicture) => void): void {
    const module = this.#module;
    const handle = module._FPDF_LoadPage(this.#document, page - 1);
    if (handle === 0) return;
    const count = module._FPDFPage_CountObjects(handle);
    for (let index = 0; index < count && count <= MOST_OBJECTS; index += 1) {
      const object = module._FPDFPage_GetObject(handle, index);
      if (module._FPDFPageObj_GetType(object) !== IMAGE) continue;
      const [left, bottom, right, top] = this.#boundsOf(object);
      take({ left, bottom, right, top, hash: () => this.#hashOf(object) });
    }
    module._FPDF_ClosePage(handle);
  }

  close(): void {
    if (this.#broken) return;
    this.#module._FPDF_CloseDocument(this.#document);
    this.#module.wasmExports.free(this.#bounds);
    this.#module.wasmExports.free(this.#bytes);
  }

  #boundsOf(object: number): [left: number, bottom: number, right: number, top: number] {
    const places = [0, 1, 2, 3].map((side) => this.#bounds + side * FLOAT_BYTES);
    const [left = 0, bottom = 0, right = 0, top = 0] = places;
    if (this.#module._FPDFPageObj_GetBounds(object, left, bottom, right, top) === 0) return [0, 0, 0, 0];
    const [one = 0, two = 0, three = 0, four = 0] = places.map((at) => this.#module.HEAPF32[at / FLOAT_BYTES] ?? 0);
    return [one, two, three, four];
  }

  #hashOf(object: number): string {
    const length = this.#module._FPDFImageObj_GetImageDataRaw(object, 0, 0);
    const buffer = this.#module.wasmExports.malloc(length);
    this.#module._FPDFImageObj_GetImageDataRaw(object, buffer, length);
    const hash = createHash('sha256')
      .update(this.#module.HEAPU8.subarray(buffer, buffer + length))
      .digest('hex');
    this.#module.wasmExports.free(buffer);
    return hash;
  }
}
