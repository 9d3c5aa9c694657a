import { createCanvas, loadImage, PDFDocument, type SKRSContext2D } from '@napi-rs/canvas';
import { docxFile, paragraph, sheetOf, xlsxEntries } from '../../ports/document-reader/files/office-file.ts';
import { pdfFile, textLines } from '../../ports/document-reader/files/pdf-file.ts';
import { zipFile } from '../../ports/document-reader/files/zip-file.ts';
import { pictureNamed } from '../../ports/ocr/pictures.ts';

const A4 = { width: 595, height: 842 };
const MARGIN = 30;
/** Where the ten lines of test/fixtures/ocr/page.png stand: two of them make a strip. */
const FIRST_LINE_Y = 20;
const STRIP_HEIGHT = 77;
const STRIPS = 5;

function heading(level: number, text: string): string {
  return paragraph(text, `<w:pStyle w:val="H${level}"/>`);
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((cells) => `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`);
  return `<w:tbl>${lines.join('')}</w:tbl>`;
}

/** A handbook in Word: headings, running text, and a table of models. */
export function handbook(): Uint8Array {
  return docxFile(
    [
      heading(1, '星河充电桩使用手册'),
      heading(2, '会员积分'),
      paragraph('每消费一元累积两分，满五百分可兑换一次免费上门检修，积分十八个月内有效。'),
      heading(2, '型号与线缆'),
      tableOf([
        ['型号', '功率', '枪线长度', '重量'],
        ['XH-07', '7kW', '5.2米', '4.1公斤'],
        ['XH-11', '11kW', '6.8米', '5.6公斤'],
        ['XH-22', '22kW', '7.5米', '8.3公斤'],
      ]),
    ].join(''),
  );
}

/** Questions and answers in Excel. */
export function questions(rows: readonly (readonly [question: string, answer: string])[]): Uint8Array {
  return zipFile(xlsxEntries([{ name: '常见问题', content: sheetOf([['问题', '答案'], ...rows]) }]));
}

/** Terms with a text layer, two pages. */
export function terms(): Uint8Array {
  return pdfFile([
    { texts: textLines(['星河充电桩租赁条款', '第一条 租赁期最短为六个月，押金为八百元，租满一年押金减半。']) },
    { texts: textLines(['第二条 提前退租需提前三十天书面通知，并支付一个月租金作为违约金。']) },
  ]);
}

/** Two lines each of a page of running text, as pictures. */
export async function stripsOfPage(): Promise<Buffer[]> {
  const page = await loadImage(pictureNamed('page.png'));
  return Array.from({ length: STRIPS }, (_, strip) => {
    const canvas = createCanvas(page.width, STRIP_HEIGHT);
    canvas.getContext('2d').drawImage(page, 0, -FIRST_LINE_Y - strip * STRIP_HEIGHT);
    return canvas.toBuffer('image/png');
  });
}

/** A PDF as a scanner makes it: each page is a picture and nothing else. */
export async function scannedPdf(pictures: readonly Buffer[]): Promise<Buffer> {
  const document = new PDFDocument();
  for (const picture of pictures) {
    const image = await loadImage(picture);
    // Typed as a browser's context, which this project does not know.
    const context = document.beginPage(A4.width, A4.height) as unknown as SKRSContext2D;
    const width = A4.width - 2 * MARGIN;
    context.drawImage(image, MARGIN, MARGIN, width, (width * image.height) / image.width);
    document.endPage();
  }
  return document.close();
}
