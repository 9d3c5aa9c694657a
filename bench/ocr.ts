import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedOcr } from '../server/adapters/ocr/embedded/embedded-ocr.ts';
import { cell, median, numbers } from './hub/figures.ts';
import { load, processorTime } from './hub/processor-time.ts';
import { characterAccuracy } from './ocr/character-accuracy.ts';
import { chineseFont, drawPage, type PageSize } from './ocr/draw-page.ts';

/** Pages drawn here and read by the embedded engine: time, processor time and peak memory of its process, characters right. */

const SIZES: Readonly<Record<string, PageSize>> = {
  'bubble, 480 × 320': { width: 480, height: 320, fontSize: 20 },
  'screen, 1440 × 900': { width: 1_440, height: 900, fontSize: 18 },
  'A4 at 150 dpi': { width: 1_240, height: 1_754, fontSize: 25 },
};
const COLUMNS = ['characters', 'right %', 'ms', 'pages/min', 'CPU ms', 'start CPU', 'peak MiB', 'load'];
/** More than fits on a page. */
const PAGE_TEXT = 2_500;

/** Answers written for this project, one after the other. */
function writtenText(): string {
  const folder = join(import.meta.dirname, 'fit-data');
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith('.corpus.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  return lines.map((line) => (JSON.parse(line) as { a: string }).a).join('');
}

/** Most that a process ever held, in MiB. */
function peakMemory(processId: number): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/mu.exec(status)?.[1]) / 1024;
}

const font = chineseFont();
if (font === undefined) {
  process.stderr.write('没有中文字体，无法绘制页面 · No Chinese font to draw pages with (fonts-noto-cjk)\n');
  process.exit(1);
}
const [pages = 3] = numbers('pages', '3');
const text = writtenText();
const never = new AbortController().signal;

process.stdout.write(`${''.padEnd(20)}${COLUMNS.map((name) => cell(name)).join('')}\n`);
for (const [name, size] of Object.entries(SIZES)) {
  const ocr = new EmbeddedOcr({ pictureMs: 600_000 });
  await ocr.read({ bytes: drawPage('', size, font).png }, never);
  const child = ocr.processId ?? 0;
  const startCpu = processorTime(child);
  const results = [];
  for (let number = 0; number < pages; number += 1) {
    const page = drawPage(text.slice(number * PAGE_TEXT, (number + 1) * PAGE_TEXT), size, font);
    const written = page.lines.join('');
    const [began, used] = [performance.now(), processorTime(child)];
    const { lines } = await ocr.read({ bytes: page.png }, never);
    const [ms, cpu] = [performance.now() - began, processorTime(child) - used];
    results.push({
      written: written.length,
      ms,
      cpu,
      right: characterAccuracy(written, lines.map((line) => line.text).join('')),
    });
  }
  const middle = median(results.map(({ ms }) => ms));
  const figures = [
    cell(median(results.map(({ written }) => written))),
    cell((results.reduce((sum, { right }) => sum + right, 0) / pages) * 100, 1),
    cell(middle),
    cell(60_000 / middle, 1),
    cell(median(results.map(({ cpu }) => cpu))),
    cell(startCpu),
    cell(peakMemory(child)),
    cell(load()),
  ];
  process.stdout.write(`${name.padEnd(20)}${figures.join('')}\n`);
  await ocr.close();
}
