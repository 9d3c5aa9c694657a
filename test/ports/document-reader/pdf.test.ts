import { afterAll, describe, expect, it } from 'vitest';
import { pdfFile, textLines } from './files/pdf-file.ts';
import { inShort, readSample, sampleReader } from './files/read-sample.ts';

afterAll(() => sampleReader.close());

describe('PDF', () => {
  it('finds headings by their size, joins lines to paragraphs, also over the end of a page', async () => {
    const first = [
      { text: '充电桩使用手册', x: 200, y: 780, size: 24 },
      { text: '安装条件', x: 72, y: 720, size: 16 },
      ...textLines(
        [
          '需有固定车位、车位产权证明和物业同意施工的证明，由电力公司现场',
          '勘查后报装。',
          '若车位为租赁，请另附一年以上的租赁合同，并由出租人在合同上签字确',
        ],
        { y: 690 },
      ),
    ];
    const second = textLines(['认。签字须为本人，代签一律无效，请务必注意。'], { y: 740 });
    const { blocks, pages, format } = await readSample('手册.pdf', pdfFile([{ texts: first }, { texts: second }]));
    expect([format, pages]).toEqual(['pdf', 2]);
    expect(blocks.map(inShort)).toEqual([
      '#1 充电桩使用手册',
      '#2 安装条件',
      '需有固定车位、车位产权证明和物业同意施工的证明，由电力公司现场勘查后报装。',
      '若车位为租赁，请另附一年以上的租赁合同，并由出租人在合同上签字确认。签字须为本人，代签一律无效，请务必注意。',
    ]);
    expect(blocks.map(({ page }) => page)).toEqual([1, 1, 1, 1]);
  });

  it('recognises a table by its columns, with cells of several lines', async () => {
    const row = (y: number, cells: readonly string[]) =>
      cells.map((text, column) => ({ text, x: 72 + column * 150, y }));
    const texts = [
      ...textLines(['各型号的保修期如下表所列，请以购买日期为准计算。'], { y: 740 }),
      ...row(700, ['型号', '保修期', '说明']),
      ...row(675, ['A1', '12个月', '人为损坏不在']),
      ...row(661, ['', '', '保修之列']).filter(({ text }) => text !== ''),
      ...row(636, ['B2', '24个月', '含上门服务']),
      ...textLines(['以上期限自签收之日起算，逾期按收费标准维修。'], { y: 590 }),
    ];
    const { blocks } = await readSample('表.pdf', pdfFile([{ texts }]));
    expect(blocks.map(inShort)).toEqual([
      '各型号的保修期如下表所列，请以购买日期为准计算。',
      [
        ['型号', '保修期', '说明'],
        ['A1', '12个月', '人为损坏不在保修之列'],
        ['B2', '24个月', '含上门服务'],
      ],
      '以上期限自签收之日起算，逾期按收费标准维修。',
    ]);
  });

  it('keeps a row together whose cells are centred, and rows that are as close as the lines of a cell', async () => {
    const cellAt = (x: number) => (text: string, y: number) => ({ text, x, y, size: 10 });
    const [model, power, remark] = [cellAt(72), cellAt(160), cellAt(250)];
    const texts = [
      model('型号', 700),
      power('功率', 700),
      remark('说明', 700),
      remark('适合家庭使用，单相电，', 681),
      model('XH-07', 658),
      power('7 kW', 658),
      remark('线长五米，可选七米', 663),
      remark('三相电，适合单位停车场', 639),
      model('XH-11', 616),
      power('11 kW', 616),
      remark('使用', 621),
      model('XH-22', 598),
      power('22 kW', 598),
      remark('三相电', 598),
    ];
    const { blocks } = await readSample('表.pdf', pdfFile([{ texts }]));
    expect(blocks.map(inShort)).toEqual([
      [
        ['型号', '功率', '说明'],
        ['XH-07', '7 kW', '适合家庭使用，单相电，线长五米，可选七米'],
        ['XH-11', '11 kW', '三相电，适合单位停车场使用'],
        ['XH-22', '22 kW', '三相电'],
      ],
    ]);
  });

  it('drops running heads, feet and page numbers, but no heading', async () => {
    const pages = Array.from({ length: 4 }, (_, index) => ({
      texts: [
        { text: '某某公司 内部资料', x: 72, y: 810, size: 9 },
        { text: `第${index + 1}章 说明`, x: 72, y: 780, size: 18 },
        ...textLines([`这是第${index + 1}章的正文内容，讲安装与维护。`], { y: 700 }),
        { text: `- ${index + 1} -`, x: 290, y: 30, size: 9 },
      ],
    }));
    const { blocks } = await readSample('章.pdf', pdfFile(pages));
    expect(blocks.map(inShort)).toEqual(
      [1, 2, 3, 4].flatMap((number) => [`#1 第${number}章 说明`, `这是第${number}章的正文内容，讲安装与维护。`]),
    );
    expect(blocks.map(({ page }) => page)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it('drops watermarks, text drawn twice, tiny text and text beside the page', async () => {
    const texts = [
      ...textLines(['保修期为购买之日起十二个月。'], { y: 700 }),
      ...textLines(['保修期为购买之日起十二个月。'], { x: 72.4, y: 700.3 }),
      { text: '样本文件请勿外传', x: 150, y: 300, size: 60, turned: 45 },
      { text: '关键词关键词', x: 72, y: 100, size: 1 },
      { text: '页外的字', x: 72, y: -300 },
      { text: '页外的字', x: 2000, y: 300 },
    ];
    const { blocks } = await readSample('水印.pdf', pdfFile([{ texts }]));
    expect(blocks.map(inShort)).toEqual(['保修期为购买之日起十二个月。']);
  });

  it('reads turned pages upright', async () => {
    const turned = pdfFile([
      { texts: textLines(['横放的页面上的文字内容。', '第二行文字在它的下面。'], { y: 500 }), rotate: 90 },
    ]);
    const sideways = pdfFile([
      {
        texts: [0, 1].map((line) => ({
          text: ['竖着印的文字内容第一行。', '竖着印的文字内容第二行。'][line]!,
          x: 200 + line * 18,
          y: 100,
          turned: 90,
        })),
      },
    ]);
    expect((await readSample('a.pdf', turned)).blocks.map(inShort)).toEqual([
      '横放的页面上的文字内容。第二行文字在它的下面。',
    ]);
    expect((await readSample('b.pdf', sideways)).blocks.map(inShort)).toEqual([
      '竖着印的文字内容第一行。竖着印的文字内容第二行。',
    ]);
  });

  it('tells items of a list by their ends when their marks are drawn', async () => {
    const texts = [
      ...textLines(['安装之前应当准备好以下各项材料，缺一不可，否则安装人员有权拒绝施工：'], { y: 740 }),
      ...textLines(['固定车位的产权证明', '物业同意施工的证明', '购车发票与身份证'], { x: 90, y: 716 }),
    ];
    const { blocks } = await readSample('清单.pdf', pdfFile([{ texts }]));
    expect(blocks.map(inShort).slice(1)).toEqual(['固定车位的产权证明', '物业同意施工的证明', '购车发票与身份证']);
  });

  it('writes radicals as the characters they look like', async () => {
    const { blocks } = await readSample('字.txt', '⽤⼾⼿册：⻋位与⾝份证，常⻅问题，上⻔服务。');
    expect(blocks.map(inShort)).toEqual(['用户手册：车位与身份证，常见问题，上门服务。']);
  });

  it('reads two columns one after the other', async () => {
    const left = Array.from({ length: 12 }, (_, index) => `左栏第${index}行的文字一直写到栏边为止`);
    const right = Array.from({ length: 12 }, (_, index) => `右栏第${index}行的文字一直写到栏边为止`);
    const texts = [...textLines(left, { x: 60, y: 700 }), ...textLines(right, { x: 320, y: 700 })];
    const { blocks } = await readSample('双栏.pdf', pdfFile([{ texts }]));
    expect(blocks.map(inShort).join('')).toBe([...left, ...right].join(''));
  });

  it('reads two columns whose lines are not level, under a title across both', async () => {
    const left = Array.from({ length: 12 }, (_, index) => `左栏第${index}行的文字一直写到栏边为止`);
    const right = Array.from({ length: 7 }, (_, index) => `右栏第${index}行的文字一直写到栏边为止`);
    const texts = [
      { text: '写在两栏上方的文章标题在页面中间', x: 150, y: 760, size: 18 },
      ...textLines(left, { x: 60, y: 700 }),
      ...textLines(right, { x: 320, y: 693, pitch: 19 }),
    ];
    const { blocks } = await readSample('双栏.pdf', pdfFile([{ texts }]));
    expect(blocks.map(inShort).join('')).toBe(['#1 写在两栏上方的文章标题在页面中间', ...left, ...right].join(''));
  });

  it.each([
    ['GBK-EUC-H', 'gbk'],
    ['GBK-EUC-V', 'gbk'],
    ['UniGB-UTF16-H', 'utf-16be'],
  ])('knows the characters of a font that is not in the file (%s)', async (encoding, code) => {
    const hex = code === 'gbk' ? 'b1a3d0deb6feb8f6d4c2a3acc7f8a1a3' : '4fee4fee4e8c4e2a6708ff0c533a3002';
    const file = Buffer.from(pdfFile([{ texts: [], operators: `BT /F1 11 Tf 72 700 Td <${hex.repeat(3)}> Tj ET` }]))
      .toString('latin1')
      .replace('UniGB-UCS2-H', encoding);
    const { blocks } = await readSample('字体.pdf', Buffer.from(file, 'latin1'));
    expect(blocks.map(inShort)).toEqual([code === 'gbk' ? '保修二个月，区。'.repeat(3) : '修修二个月，区。'.repeat(3)]);
  });

  it('reports pages without text that nobody can read', async () => {
    const { blocks, leftOut } = await readSample(
      '扫描.pdf',
      pdfFile([{ texts: textLines(['这一页有文字内容。']) }, { texts: [] }]),
    );
    expect(blocks).toHaveLength(1);
    expect(leftOut).toEqual([{ where: '第 2 页 · page 2', reason: 'picture' }]);
  });
});
