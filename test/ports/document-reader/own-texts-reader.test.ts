import { afterAll, describe, expect, it } from 'vitest';
import { ownTextsReader } from '../../../server/adapters/document-reader/own-texts-reader.ts';
import { readSampleKnowledge } from '../../../server/modules/knowledge/sample-knowledge.ts';
import type { SourceFile } from '../../../server/ports/document-reader.ts';
import { AppError } from '../../../server/ports/errors.ts';
import { readSample, refusalOf, sampleReader } from './files/read-sample.ts';

afterAll(() => sampleReader.close());

const NEVER = new AbortController().signal;
const text = (fileName: string, content: string): SourceFile => ({ fileName, bytes: Buffer.from(content) });

describe('a reader of our own texts', () => {
  it.each<[string, () => SourceFile | Promise<SourceFile>]>([
    ['the sample', readSampleKnowledge],
    [
      'a table with a byte order mark, quotes, empty rows and control characters',
      () =>
        text(
          'a.csv',
          '\uFEFF问题;答案;相似问\r\n"几点;开门";"早上 ""9"" 点\r\n周末\u0007 10 点"\r\n;;\r\n⼾外能装吗;能\r\n',
        ),
    ],
    ['a table with tabs', () => text('a.TSV', '问题\t答案\n包邮吗\t满99包邮\n')],
    [
      'a table as Excel in China writes it',
      () => ({ fileName: 'a.csv', bytes: Buffer.from('cecacce22cb4f0b0b80ad4f5c3b4cdcbbfee2cc8fdccec', 'hex') }),
    ],
    [
      'headings, a table and a fence',
      () =>
        text(
          '手册.md',
          '# 售后\n在**订单页**申请。\n\n| 型号 | 保修期 |\n|---|---|\n| A1\u0007 | 12个月 |\n\n```\n# 不是\n```\n',
        ),
    ],
    ['paragraphs', () => text('a.txt', '第一段。\n\n第二\u200B段。\n')],
  ])('makes of %s what a process of its own makes of it', async (_, make) => {
    const file = await make();
    const document = await ownTextsReader.read(file, { signal: NEVER });
    expect(document.blocks.length).toBeGreaterThan(0);
    expect(document).toEqual(await readSample(file.fileName, file.bytes));
  });

  it.each([
    ['broken.csv', '问题,答案\n包邮吗,"满99\n'],
    ['renamed.csv', 'PK\u0003\u0004'],
    ['nul.txt', 'a\u0000b'],
    ['blank.md', '\n \n'],
    ['empty.txt', ''],
    ['a.exe', 'x'],
  ])('refuses %s as a process of its own does', async (fileName, content) => {
    const error: unknown = await ownTextsReader
      .read(text(fileName, content), { signal: NEVER })
      .catch((reason) => reason);
    const { code, detail } = await refusalOf(fileName, content);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code, detail });
  });

  it('opens no file whose parser is not ours', async () => {
    expect(ownTextsReader.endings.toSorted()).toEqual(['csv', 'markdown', 'md', 'text', 'tsv', 'txt']);
    for (const ending of ['pdf', 'docx', 'html', 'png'])
      await expect(ownTextsReader.read(text(`a.${ending}`, '<p>a'), { signal: NEVER })).rejects.toMatchObject({
        code: 'UNSUPPORTED_FORMAT',
      });
  });

  it('does not begin when it is told to stop', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(ownTextsReader.read(text('a.txt', '一'), { signal: stopped })).rejects.toThrow('stopped');
  });
});
