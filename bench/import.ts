import { fileURLToPath } from 'node:url';
import { createDocumentReader } from '../server/adapters/document-reader/create-document-reader.ts';
import { readPassages } from '../server/modules/knowledge/read-passages.ts';
import {
  docxFile,
  paragraph,
  pptxEntries,
  shape,
  sheetOf,
  xlsxEntries,
} from '../test/ports/document-reader/files/office-file.ts';
import { pdfFile, textLines } from '../test/ports/document-reader/files/pdf-file.ts';
import { zipFile } from '../test/ports/document-reader/files/zip-file.ts';
import { childrenTime, load } from './hub/processor-time.ts';
import { readFaqSets } from './retrieval/faq-set.ts';

/**
 * Measures what importing costs, from the bytes of a file to passages with their tokens: `npm run bench -- import`. Files
 * are made of the answers in bench/fit-data. Processor time of the hub and of its reading process are added, so that the
 * figure is that of one core whatever else the machine does.
 */
const PAGES = 400;
const LINE = 38;
const LINES_A_PAGE = 32;
const ROUNDS = 3;
const SIGNAL = AbortSignal.timeout(600_000);

const entries = readFaqSets(fileURLToPath(new URL('fit-data', import.meta.url))).flatMap((set) =>
  set.entries.flatMap(({ q, a }) => (a === undefined ? [] : [{ question: q, answer: a }])),
);

/** Answers one after the other, again and again, up to a length. */
function textOf(length: number, from: number): string {
  let text = '';
  for (let index = from; text.length < length; index += 1) text += entries[index % entries.length]?.answer ?? '';
  return text.slice(0, length);
}

function pdfPage(number: number) {
  const text = textOf(LINE * LINES_A_PAGE, number * 17);
  const lines = Array.from({ length: LINES_A_PAGE }, (_, line) => text.slice(line * LINE, (line + 1) * LINE));
  return {
    texts: [
      { text: '产品手册 第二版', x: 72, y: 815, size: 9 },
      { text: entries[number % entries.length]?.question ?? '', x: 72, y: 780, size: 16 },
      ...textLines(lines, { y: 745, pitch: 20 }),
      { text: `${number + 1}`, x: 290, y: 25, size: 9 },
    ],
  };
}

const asked = Array.from(
  { length: 20_000 },
  (_, index) => entries[index % entries.length] ?? { question: '', answer: '' },
);
const files: readonly { readonly name: string; readonly pages: number | null; readonly bytes: Uint8Array }[] = [
  { name: 'manual.pdf', pages: PAGES, bytes: pdfFile(Array.from({ length: PAGES }, (_, number) => pdfPage(number))) },
  {
    name: 'manual.docx',
    pages: null,
    bytes: docxFile(
      asked.map(({ question, answer }) => paragraph(question, '<w:pStyle w:val="H2"/>') + paragraph(answer)).join(''),
    ),
  },
  {
    name: 'answers.xlsx',
    pages: null,
    bytes: zipFile(
      xlsxEntries([
        {
          name: '问答',
          content: sheetOf([
            ['问题', '答案'],
            ...asked.map(({ question, answer }, index) => [`${question}${index}`, answer]),
          ]),
        },
      ]),
    ),
  },
  {
    name: 'slides.pptx',
    pages: 500,
    bytes: zipFile(
      pptxEntries(
        asked.slice(0, 500).map(({ question, answer }) => ({ title: question, body: shape('body', [answer, answer]) })),
      ),
    ),
  },
];

function milliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + childrenTime();
}

for (const { name, pages, bytes } of files) {
  const costs: number[] = [];
  let passages = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const reader = createDocumentReader();
    const before = milliseconds();
    const read = await readPassages({ fileName: name, bytes }, { reader, signal: SIGNAL });
    costs.push(milliseconds() - before);
    passages = read.passages.length;
    await reader.close();
  }
  const cost = costs.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
  const rate = pages === null ? '' : `, ${((pages / cost) * 1000).toFixed(0)} pages/s`;
  const size = bytes.length / 1024 / 1024;
  console.log(
    `${name}: ${size.toFixed(1)} MiB, ${passages} passages, ${(cost / 1000).toFixed(2)} s of processor time, ` +
      `${((size / cost) * 1000).toFixed(2)} MiB/s, ${((passages / cost) * 1000).toFixed(0)} passages/s${rate}`,
  );
}
console.log(`load ${load()}`);
