import { afterAll, describe, expect, it } from 'vitest';
import { createDocumentReader } from '../../../server/adapters/document-reader/create-document-reader.ts';
import { readPassages } from '../../../server/modules/knowledge/read-passages.ts';
import { readSampleKnowledge } from '../../../server/modules/knowledge/sample-knowledge.ts';
import { AppError } from '../../../server/ports/errors.ts';

const reader = createDocumentReader();
afterAll(() => reader.close());

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (fileName: string, bytes: Uint8Array): ReturnType<typeof readPassages> =>
  readPassages({ fileName, bytes }, { reader, signal: AbortSignal.timeout(120_000) });
const parse = (name: string, text: string): ReturnType<typeof readPassages> => read(name, utf8(text));

async function refusal(name: string, bytes: Uint8Array): Promise<AppError> {
  const error: unknown = await read(name, bytes).catch((reason: unknown) => reason);
  if (!(error instanceof AppError)) throw new Error(`${name} was not refused with a code`, { cause: error });
  return error;
}

/** GB18030 bytes of 问题,答案\n怎么退款,三天 as Excel in China writes them. */
const GBK = Uint8Array.from([
  0xce, 0xca, 0xcc, 0xe2, 0x2c, 0xb4, 0xf0, 0xb0, 0xb8, 0x0a, 0xd4, 0xf5, 0xc3, 0xb4, 0xcd, 0xcb, 0xbf, 0xee, 0x2c,
  0xc8, 0xfd, 0xcc, 0xec,
]);

describe('question-answer tables', () => {
  it('reads Chinese header names, phrasings and the category', async () => {
    const { passages: chunks, format } = await parse(
      'faq.csv',
      '分类,问题,答案,相似问\n售后,怎么退款,三天内原路退回,退钱|把钱退我；钱怎么退\n售前,包邮吗,满99元包邮,\n',
    );
    expect(format).toBe('table');
    expect(
      chunks.map(({ question, answer, heading, phrasings, position }) => ({
        question,
        answer,
        heading,
        phrasings,
        position,
      })),
    ).toEqual([
      {
        question: '怎么退款',
        answer: '三天内原路退回',
        heading: '售后',
        phrasings: ['退钱', '把钱退我', '钱怎么退'],
        position: 0,
      },
      { question: '包邮吗', answer: '满99元包邮', heading: '售前', phrasings: [], position: 1 },
    ]);
    expect(chunks[0]?.tokens.phrasings).toHaveLength(3);
  });

  it('reads a byte order mark, CRLF, quotes with commas, quotes and lines in them', async () => {
    const { passages: chunks } = await parse(
      'a.CSV',
      '\uFEFFquestion,answer\r\n"几点, 开门","早上 ""9"" 点\r\n周末 10 点"\r\n',
    );
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.question).toBe('几点, 开门');
    expect(chunks[0]?.answer).toBe('早上 "9" 点\n周末 10 点');
  });

  it('reads GB18030 as Excel writes it', async () => {
    const { passages: chunks } = await read('excel.csv', GBK);
    expect(chunks[0]).toMatchObject({ question: '怎么退款', answer: '三天' });
  });

  it('reads tabs, semicolons and several phrasing columns', async () => {
    const tabs = await parse('a.tsv', '问题\t答案\t相似问1\t相似问2\n包邮吗\t满99包邮\t邮费多少\t要运费吗\n');
    expect(tabs.passages[0]?.phrasings).toEqual(['邮费多少', '要运费吗']);
    const semicolons = await parse('a.csv', 'Q;A\n包邮吗;满99包邮\n');
    expect(semicolons.passages[0]?.answer).toBe('满99包邮');
  });

  it('reads a table without header names as question, answer, phrasings', async () => {
    const { passages: chunks } = await parse('a.csv', '包邮吗,满99包邮,邮费多少\n几点开门,九点,\n');
    expect(chunks.map(({ question }) => question)).toEqual(['包邮吗', '几点开门']);
    expect(chunks[0]?.phrasings).toEqual(['邮费多少']);
  });

  it('says which rows it left out and why', async () => {
    const long = '长'.repeat(501);
    const { passages: chunks, leftOut } = await parse(
      'a.csv',
      `问题,答案\n包邮吗,满99包邮\n,没有问题\n没有答案,\n包邮吗,满99包邮\n${long},超长\n`,
    );
    expect(chunks).toHaveLength(1);
    expect(leftOut).toEqual([
      { where: '第 3 行 · row 3', reason: 'no-question' },
      { where: '第 4 行 · row 4', reason: 'no-answer' },
      { where: '第 5 行 · row 5', reason: 'repeated' },
      { where: '第 6 行 · row 6', reason: 'too-long' },
    ]);
  });

  it('refuses a quote that never ends, with its line', async () => {
    const error = await refusal('a.csv', utf8('问题,答案\n包邮吗,"满99\n包邮\n'));
    expect(error.code).toBe('BAD_TABLE');
    expect(error.detail).toEqual({ line: 2 });
  });

  it('refuses a table of one column', async () => {
    expect((await refusal('a.csv', utf8('问题\n包邮吗\n'))).code).toBe('BAD_TABLE');
  });
});

describe('markdown', () => {
  const text = `---
title: x
---
开头的话。

# 售后
## 退款流程
在订单页点**申请退款**，见[说明](https://example.com/refund)。

## 保修

| 型号 | 保修期 |
| --- | --- |
| A1 | 12个月 |
| B2 | 24个月 |

\`\`\`
# 不是标题
\`\`\`
# 售前 #
包邮。
`;

  it('makes a passage for each heading and keeps the path', async () => {
    const { passages: chunks, format } = await parse('手册.md', text);
    expect(format).toBe('markdown');
    expect(chunks.map(({ question, heading }) => [question, heading])).toEqual([
      ['', null],
      ['退款流程', '售后 › 退款流程'],
      ['保修', '售后 › 保修'],
      ['保修', '售后 › 保修'],
      ['售前', '售前'],
    ]);
    expect(chunks[1]?.answer).toBe('在订单页点申请退款，见说明（https://example.com/refund）。');
    expect(chunks[3]?.answer).toBe('# 不是标题');
    expect(chunks.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
  });

  it('can be found by the headings above', async () => {
    const { passages: chunks } = await parse('手册.md', text);
    expect(chunks[1]?.tokens.question).toEqual(expect.arrayContaining(['售后', '退款']));
  });

  it('repeats the header of a long table in every piece', async () => {
    const rows = Array.from({ length: 60 }, (_, number) => `| 型号${number} | ${number} 个月保修 |`).join('\n');
    const { passages: chunks } = await parse('t.md', `# 保修\n| 型号 | 保修期 |\n|---|---|\n${rows}\n`);
    expect(chunks.length).toBeGreaterThan(2);
    for (const { answer } of chunks) {
      expect(answer.startsWith('| 型号 | 保修期 |\n')).toBe(true);
      expect(answer.length).toBeLessThanOrEqual(400);
    }
    expect(chunks.flatMap(({ answer }) => answer.match(/型号\d+/gu) ?? [])).toHaveLength(60);
  });

  it('cuts long sections at sentence ends and loses nothing', async () => {
    const sentence = (number: number): string => `第${number}条规定客户应当在签收后七日之内提出申请。`;
    const body = Array.from({ length: 80 }, (_, number) => sentence(number)).join('');
    const { passages: chunks } = await parse('t.md', `# 规定\n${body}`);
    for (const { answer } of chunks) {
      expect(Array.from(answer).length).toBeLessThanOrEqual(400);
      expect(answer.endsWith('。')).toBe(true);
    }
    expect(chunks.map(({ answer }) => answer).join('')).toBe(body);
  });
});

describe('plain text', () => {
  it('joins short paragraphs and cuts long ones', async () => {
    const long = '这一段很长，讲的是安装步骤。'.repeat(60);
    const { passages: chunks } = await parse('a.txt', `第一段。\n\n第二段。\n\n${long}`);
    expect(chunks[0]?.answer).toBe('第一段。\n第二段。');
    expect(
      chunks
        .slice(1)
        .map(({ answer }) => answer)
        .join(''),
    ).toBe(long);
  });

  it('understands 问 and 答', async () => {
    const { passages: chunks } = await parse(
      'a.txt',
      '前言。\n\n问：包邮吗\n答：满99元包邮\n\n问题2：几点开门\n\n答案2：九点\n\n后记。',
    );
    expect(chunks.map(({ question, answer }) => [question, answer])).toEqual([
      ['', '前言。'],
      ['包邮吗', '满99元包邮'],
      ['几点开门', '九点'],
      ['', '后记。'],
    ]);
  });
});

describe('refusals', () => {
  it.each([
    ['a.exe', utf8('x'), 'UNSUPPORTED_FORMAT'],
    ['no-extension', utf8('x'), 'UNSUPPORTED_FORMAT'],
    ['constructor', utf8('x'), 'UNSUPPORTED_FORMAT'],
    ['a.__proto__', utf8('x'), 'UNSUPPORTED_FORMAT'],
    ['renamed.csv', Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 1, 2]), 'WRONG_CONTENT'],
    ['pdf.txt', utf8('%PDF-1.7'), 'WRONG_CONTENT'],
    ['nul.txt', utf8('a\u0000b'), 'BAD_ENCODING'],
    ['broken.txt', Uint8Array.from([0xff, 0xff, 0xff, 0xff]), 'BAD_ENCODING'],
    ['empty.txt', utf8(''), 'EMPTY_DOCUMENT'],
    ['blank.md', utf8('\n\n# \n  \n'), 'EMPTY_DOCUMENT'],
    ['header-only.csv', utf8('问题,答案\n'), 'EMPTY_DOCUMENT'],
  ] as const)('%s with %s', async (name, bytes, code) => {
    expect((await refusal(name, bytes)).code).toBe(code);
  });

  it('a file above the limit with both sizes', async () => {
    const small = createDocumentReader({ limits: { fileBytes: 10 } });
    const file = { fileName: 'big.txt', bytes: utf8('12345678901') };
    const reading = readPassages(file, { reader: small, signal: AbortSignal.timeout(120_000) });
    await expect(reading).rejects.toMatchObject({ code: 'LIMIT_FILE', detail: { bytes: 11, limit: 10 } });
    await small.close();
  });
});

describe('the sample', () => {
  it('holds forty answers', async () => {
    const { fileName, bytes } = await readSampleKnowledge();
    const { passages: chunks, leftOut } = await read(fileName, bytes);
    expect(chunks).toHaveLength(40);
    expect(leftOut).toEqual([]);
    expect(chunks.every(({ tokens }) => tokens.question.length > 0 && tokens.answer.length > 0)).toBe(true);
  });
});
