import { afterAll, describe, expect, it } from 'vitest';
import { inShort, readSample, sampleReader } from './files/read-sample.ts';

afterAll(() => sampleReader.close());

const littleEndian = Buffer.from('第一段。\r\n\r\n第二段。', 'utf16le');
const bigEndian = Buffer.from(littleEndian).swap16();
/** 多久發貨？三天內。 as Hong Kong writes it, and 多久发货？三天内。 as Excel in China does. */
const BIG5 = Buffer.from('a668a45bb56fb366a148a454a4d1a4baa143'.repeat(2), 'hex');
const GBK = Buffer.from('b6e0bec3b7a2bbf5a3bfc8fdccecc4daa1a3', 'hex');

describe('texts', () => {
  it.each([
    ['UTF-16 without a mark', littleEndian, ['第一段。', '第二段。']],
    ['UTF-16 in the other order', bigEndian, ['第一段。', '第二段。']],
    ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), littleEndian]), ['第一段。', '第二段。']],
    ['GBK', GBK, ['多久发货？三天内。']],
    ['Big5', BIG5, ['多久發貨？三天內。多久發貨？三天內。']],
  ])('are read in %s', async (_, bytes, texts) => {
    expect((await readSample('a.txt', bytes)).blocks.map(inShort)).toEqual(texts);
  });

  it.each([
    ['semicolons under a title without any', '客服问答；常用\n问题;答案\n多久发货;三天，偏远,五天\n', 2],
    ['tabs', '问题\t答案\n多久发货\t三天，偏远,五天\n', 1],
    ['what Excel is told', 'sep=;\r\n问题;答案\r\n多久发货;三天，偏远,五天\r\n', 1],
    ['commas, with semicolons in cells', '问题,答案,相似问\n多久发货,"三天，偏远,五天",a;b;c\n怎么退,七天,d;e\n', 1],
    ['Chinese commas', '问题，答案\n多久发货，三天\n', 1],
  ])('are tables parted by %s', async (_, text, headerAt) => {
    const [table] = (await readSample('a.csv', text)).blocks;
    const rows = table?.kind === 'table' ? table.rows : [];
    expect(rows[headerAt - 1]?.slice(0, 2)).toEqual(['问题', '答案']);
    expect(rows[headerAt]?.[0]).toBe('多久发货');
    expect(rows[headerAt]?.[1]).toMatch(/^三天(?:，偏远,五天)?$/u);
  });
});

describe('web pages', () => {
  it('are read without navigation, and tell where an answer that folds out ends', async () => {
    const page = `<title>帮助</title><div role="navigation">首页</div><h1>退货</h1><table><caption>运费 表</caption>
      <tr><th>城市</th><th>运费</th></tr><tr><td>杭州</td><td>0元</td></tr></table>
      <dl><dt>多久发货？</dt><dd>三天内</dd></dl><details><summary>能开发票吗</summary>可以。</details><p>其他说明。</p>
      <div role="contentinfo">备案号</div>`;
    const { blocks } = await readSample('a.html', page);
    expect(blocks.map(inShort)).toEqual([
      '#1 退货',
      [
        ['城市', '运费'],
        ['杭州', '0元'],
      ],
      '#6 多久发货？',
      '三天内',
      '#6 能开发票吗',
      '可以。',
      '#6 ',
      '其他说明。',
    ]);
    expect(blocks[1]).toMatchObject({ name: '运费 表' });
  });
});

describe('Markdown', () => {
  it('reads tables without outer lines, line ends in cells, and no pictures written as letters', async () => {
    const text = [
      '名称 | 说明',
      '--- | ---',
      'A1 | 三天<br>偏远五天',
      '',
      `![图](data:image/png;base64,${'QUJD'.repeat(20_000)}) 见上图。`,
      '',
      `[image1]: <data:image/png;base64,${'QUJD'.repeat(20_000)}>`,
    ].join('\n');
    const { blocks } = await readSample('a.md', text);
    expect(blocks.map(inShort)).toEqual([
      [
        ['名称', '说明'],
        ['A1', '三天\n偏远五天'],
      ],
      '图 见上图。',
      '[image1]: <>',
    ]);
  });
});
