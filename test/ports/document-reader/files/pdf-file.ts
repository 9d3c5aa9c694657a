/** A text of a page: points from the lower left corner, as PDF counts. */
export interface PdfText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  /** Degrees, anticlockwise. */
  readonly turned?: number;
}

/** A picture of one grey on a page. */
export interface PdfPicture {
  readonly shade: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PdfPageSource {
  readonly texts: readonly PdfText[];
  /** Drawn before the texts. */
  readonly pictures?: readonly PdfPicture[];
  readonly mediaBox?: string;
  readonly rotate?: number;
  /** Put behind the texts in the page's content. */
  readonly operators?: string;
  /** Put into the page's dictionary. */
  readonly entries?: string;
}

function hex(text: string): string {
  let result = '';
  for (let index = 0; index < text.length; index += 1) result += text.charCodeAt(index).toString(16).padStart(4, '0');
  return result;
}

function content({ texts, pictures = [], operators = '' }: PdfPageSource): string {
  const drawn = pictures.map(
    ({ x, y, width, height }, index) => `q ${width} 0 0 ${height} ${x} ${y} cm /I${index} Do Q`,
  );
  const lines = texts.map(({ text, x, y, size = 11, turned = 0 }) => {
    const angle = (turned / 180) * Math.PI;
    const matrix = [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle)].map((value) =>
      value.toFixed(4),
    );
    return `BT /F1 ${size} Tf ${matrix.join(' ')} ${x} ${y} Tm <${hex(text)}> Tj ET`;
  });
  return [...drawn, ...lines, operators].join('\n');
}

/** Numbered objects as a PDF file with its table of places. `trailer` is put into the trailer's dictionary. */
export function pdfOfObjects(objects: readonly string[], trailer = ''): Uint8Array {
  let file = '%PDF-1.7\n';
  const places = objects.map((object, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  file += `trailer\n<</Size ${objects.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

/** A stream object. */
export function pdfStream(data: string, dictionary = ''): string {
  return `<</Length ${data.length}${dictionary}>>\nstream\n${data}\nendstream`;
}

/** Objects 3 to 5: a Chinese font that every reader has to bring along. */
const FONT = [
  '<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>',
  '<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[1[500] 8 94 500]/FontDescriptor 5 0 R>>',
  '<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/StemV 80/CapHeight 700>>',
];

function greyImage(shade: number): string {
  const head = '/Type/XObject/Subtype/Image/Width 16/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8';
  return pdfStream(String.fromCharCode(shade).repeat(16 * 8), head);
}

/** A PDF with the given pages. `catalog` is put into its root. */
export function pdfFile(pages: readonly PdfPageSource[], catalog = ''): Uint8Array {
  const kids = pages.map((_, index) => `${7 + index * 2} 0 R`);
  const objects = [
    `<</Type/Catalog/Pages 2 0 R${catalog}>>`,
    `<</Type/Pages/Count ${pages.length}/Kids[${kids.join(' ')}]>>`,
    ...FONT,
  ];
  const images: string[] = [];
  pages.forEach((page, index) => {
    const own = (page.pictures ?? []).map(({ shade }, at) => {
      images.push(greyImage(shade));
      return `/I${at} ${5 + pages.length * 2 + images.length} 0 R`;
    });
    const { mediaBox = '0 0 595 842', rotate = 0, entries = '' } = page;
    objects.push(pdfStream(content(page)));
    objects.push(
      `<</Type/Page/Parent 2 0 R/MediaBox[${mediaBox}]/Rotate ${rotate}/Resources<</Font<</F1 3 0 R>>/XObject<<${own.join('')}>>>>/Contents ${6 + index * 2} 0 R${entries}>>`,
    );
  });
  return pdfOfObjects([...objects, ...images]);
}

/** Lines of running text from the top of a page downwards. */
export function textLines(
  lines: readonly string[],
  at: { x?: number; y?: number; size?: number; pitch?: number } = {},
): PdfText[] {
  const { x = 72, y = 740, size = 11, pitch = 18 } = at;
  return lines.map((text, index) => ({ text, x, y: y - index * pitch, size }));
}
