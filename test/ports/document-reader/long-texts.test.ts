import { afterAll, expect, it } from 'vitest';
import { createDocumentReader } from '../../../server/adapters/document-reader/create-document-reader.ts';
import { shorterParagraphs } from '../../../server/adapters/document-reader/shorter-paragraphs.ts';

const reader = createDocumentReader();
afterAll(() => reader.close());

it('takes a long text without empty lines in paragraphs of bearable length, in time that grows with its length', async () => {
  const line = '本产品自购买之日起享受整机三年质保，电池两年质保，请妥善保管发票。';
  const text = Array.from({ length: 200_000 }, (_, at) => `${at} ${line}`).join('\n');
  const start = process.cpuUsage();
  const { blocks } = await reader.read(
    { fileName: '长文.txt', bytes: Buffer.from(text) },
    { signal: AbortSignal.timeout(120_000) },
  );
  const { user, system } = process.cpuUsage(start);
  const texts = blocks.map((block) => (block.kind === 'paragraph' ? block.text : ''));
  expect(texts.join('\n')).toBe(text);
  expect(Math.max(...texts.map((each) => each.length))).toBeLessThanOrEqual(8_000);
  // Some 0.5 s of this process; joining what had come of the one line anew for each piece took 5.
  expect((user + system) / 1000).toBeLessThan(2_500);
});

it('cuts behind a line, else behind a sentence, else anywhere but within a character', () => {
  expect(Array.from(shorterParagraphs(`${'一'.repeat(5_000)}\n${'二'.repeat(5_000)}`), (text) => text.length)).toEqual([
    5_000, 5_000,
  ]);
  expect(Array.from(shorterParagraphs(`${'一'.repeat(5_000)}。${'二'.repeat(5_000)}`), (text) => text.length)).toEqual([
    5_001, 5_000,
  ]);
  const [first = '', second = ''] = shorterParagraphs(`x${'😀'.repeat(5_000)}`);
  expect([first.isWellFormed(), second.isWellFormed(), first.length + second.length]).toEqual([true, true, 10_001]);
});
