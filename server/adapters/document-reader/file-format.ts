import { AppError } from '../../ports/errors.ts';

export type FileFormat = 'pdf' | 'docx' | 'xlsx' | 'pptx' | 'table' | 'text' | 'markdown' | 'html' | 'picture';

const FORMATS: Readonly<Record<string, FileFormat>> = {
  pdf: 'pdf',
  docx: 'docx',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  pptx: 'pptx',
  csv: 'table',
  tsv: 'table',
  txt: 'text',
  text: 'text',
  md: 'markdown',
  markdown: 'markdown',
  html: 'html',
  htm: 'html',
  png: 'picture',
  jpg: 'picture',
  jpeg: 'picture',
  webp: 'picture',
  bmp: 'picture',
};

/** Formats of before 2007 and of WPS, with what to do instead. */
const OLD_FORMATS: Readonly<Record<string, string>> = {
  doc: '不支持旧版 Word（.doc），请在 Word 或 WPS 中另存为 .docx 后上传',
  xls: '不支持旧版 Excel（.xls），请在 Excel 或 WPS 中另存为 .xlsx 后上传',
  ppt: '不支持旧版 PowerPoint（.ppt），请另存为 .pptx 后上传',
  wps: '不支持 .wps，请在 WPS 中另存为 .docx 后上传',
  et: '不支持 .et，请在 WPS 中另存为 .xlsx 后上传',
  dps: '不支持 .dps，请在 WPS 中另存为 .pptx 后上传',
};

type Magic =
  | 'pdf'
  | 'zip'
  | 'compound'
  | 'png'
  | 'jpeg'
  | 'webp'
  | 'bmp'
  | 'gif'
  | 'gzip'
  | 'rar'
  | '7z'
  | 'program'
  | 'rtf';

const MAGIC: readonly (readonly [Magic, readonly number[]])[] = [
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['compound', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['gzip', [0x1f, 0x8b]],
  ['rar', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['program', [0x7f, 0x45, 0x4c, 0x46]],
  ['program', [0x4d, 0x5a, 0x90, 0x00]],
  ['rtf', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
];

const OFFICE: ReadonlySet<FileFormat> = new Set(['docx', 'xlsx', 'pptx']);
const PICTURES: ReadonlySet<Magic> = new Set(['png', 'jpeg', 'webp', 'bmp']);
/** Some programs write a few bytes before a PDF; readers look this far. */
const PDF_WITHIN = 1024;

/** Endings that can be read. */
export const ENDINGS: readonly string[] = Object.keys(FORMATS);

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function magicOf(bytes: Uint8Array): Magic | undefined {
  const found = MAGIC.find(([, prefix]) => prefix.every((byte, index) => bytes[index] === byte))?.[0];
  if (found) return found;
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  return ascii(bytes, 0, 2) === 'BM' && bytes[14] !== undefined && bytes[6] === 0 && bytes[7] === 0 ? 'bmp' : undefined;
}

/** A program's name in a compound file is written in UTF-16. */
function holdsName(bytes: Uint8Array, name: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from(name, 'utf16le'));
}

function checkMagic(format: FileFormat, bytes: Uint8Array): void {
  const magic = magicOf(bytes);
  const wrong = (): AppError => new AppError('WRONG_CONTENT', { expected: format, found: magic ?? null });
  if (OFFICE.has(format)) {
    // Office wraps a file with a password into a compound file.
    if (magic === 'compound' && holdsName(bytes, 'EncryptedPackage')) throw new AppError('ENCRYPTED_FILE');
    if (magic !== 'zip') throw wrong();
  } else if (format === 'pdf') {
    if (magic !== 'pdf' && (magic !== undefined || !ascii(bytes, 0, PDF_WITHIN).includes('%PDF-'))) throw wrong();
  } else if (format === 'picture') {
    if (magic === undefined || !PICTURES.has(magic)) throw wrong();
  } else if (magic !== undefined) throw wrong();
}

/** The format that a name's ending stands for. UNSUPPORTED_FORMAT, with advice for old formats. */
export function formatOf(fileName: string): FileFormat {
  const ending = /\.([^./\\]+)$/u.exec(fileName)?.[1]?.toLowerCase() ?? '';
  const format = Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined;
  if (format) return format;
  const advice = Object.hasOwn(OLD_FORMATS, ending) ? OLD_FORMATS[ending] : undefined;
  throw new AppError('UNSUPPORTED_FORMAT', { ending }, advice);
}

/** The format of a file by its ending, believed only if its first bytes agree. UNSUPPORTED_FORMAT, WRONG_CONTENT, ENCRYPTED_FILE or EMPTY_DOCUMENT. */
export function checkedFormat(fileName: string, bytes: Uint8Array): FileFormat {
  const format = formatOf(fileName);
  if (bytes.length === 0) throw new AppError('EMPTY_DOCUMENT');
  checkMagic(format, bytes);
  return format;
}
