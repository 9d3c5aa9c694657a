import { afterAll, describe, expect, it } from 'vitest';
import {
  docxFile,
  links,
  docxEntries,
  paragraph,
  pptxEntries,
  shape,
  sheetOf,
  xlsxEntries,
} from './files/office-file.ts';
import { inShort, readSample, sampleReader } from './files/read-sample.ts';
import { zipFile } from './files/zip-file.ts';

afterAll(() => sampleReader.close());

const cell = (text: string, properties = ''): string => `<w:tc><w:tcPr>${properties}</w:tcPr>${paragraph(text)}</w:tc>`;

describe('Word', () => {
  it('reads headings, paragraphs, lists and tables in order', async () => {
    const item = (list: number, level = 0): string =>
      `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`;
    const body = [
      paragraph('安装说明', '<w:pStyle w:val="H1"/>'),
      paragraph('请先断电。'),
      paragraph('需要准备：', '<w:pStyle w:val="H2"/>'),
      paragraph('冲击钻', item(1)),
      paragraph('12 mm 钻头', item(1, 1)),
      paragraph('电缆', item(1)),
      paragraph('不要带电操作', item(2)),
      paragraph('总则', item(3)),
      '<w:tbl><w:tr>',
      cell('型号'),
      cell('保修期'),
      '</w:tr><w:tr>',
      cell('A1'),
      cell('12个月'),
      '</w:tr></w:tbl>',
    ].join('');
    const { blocks, format, pages } = await readSample('说明.docx', docxFile(body));
    expect([format, pages]).toEqual(['docx', null]);
    expect(blocks.map(inShort)).toEqual([
      '#1 安装说明',
      '请先断电。',
      '#2 需要准备：',
      '1. 冲击钻',
      '1.1 12 mm 钻头',
      '2. 电缆',
      '• 不要带电操作',
      '一、 总则',
      [
        ['型号', '保修期'],
        ['A1', '12个月'],
      ],
    ]);
  });

  it('repeats a cell that reaches down, says one that reaches across once, and flattens tables in cells', async () => {
    const body = [
      '<w:tbl><w:tr>',
      cell('系列', '<w:vMerge w:val="restart"/>'),
      cell('A1'),
      cell('两台', '<w:gridSpan w:val="2"/>'),
      '</w:tr><w:tr>',
      cell('', '<w:vMerge/>'),
      cell('A2'),
      `<w:tc><w:tbl><w:tr>${cell('内')}${cell('表')}</w:tr></w:tbl>${paragraph('')}</w:tc>`,
      cell('后'),
      '</w:tr></w:tbl>',
    ].join('');
    const { blocks } = await readSample('t.docx', docxFile(body));
    expect(blocks.map(inShort)).toEqual([
      [
        ['系列', 'A1', '两台', ''],
        ['系列', 'A2', '内 表', '后'],
      ],
    ]);
  });

  it('leaves out deleted, hidden and doubled text, and the table of contents; tells pages', async () => {
    const body = [
      paragraph('第一章……1', '<w:pStyle w:val="T1"/>'),
      '<w:p><w:r><w:t>价格</w:t></w:r><w:del><w:r><w:delText>旧价 99 元</w:delText><w:t>旧</w:t></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r><w:r><w:t>88 元</w:t></w:r></w:p>',
      '<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>',
      paragraph('框中文字'),
      '</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback>',
      paragraph('框中文字'),
      '</mc:Fallback></mc:AlternateContent></w:r></w:p>',
      '<w:p><w:r><w:lastRenderedPageBreak/><w:t>第二页</w:t></w:r></w:p>',
    ].join('');
    const { blocks, pages } = await readSample('t.docx', docxFile(body));
    expect(blocks.map(inShort)).toEqual(['价格88 元', '框中文字', '第二页']);
    expect(blocks.map(({ page }) => page)).toEqual([1, 1, 2]);
    expect(pages).toBe(2);
  });

  it('takes links to other places for what they are: text', async () => {
    const entries = docxEntries(paragraph('见官网'), [
      links('word/footer1.xml', [{ id: 'r', kind: 'hyperlink', target: 'https://example.com', external: true }]),
      links('word/settings.xml', [
        { id: 'r', kind: 'attachedTemplate', target: 'file:///C:/Users/a/Normal.dotm', external: true },
      ]),
    ]);
    expect((await readSample('t.docx', zipFile(entries))).blocks).toHaveLength(1);
  });
});

describe('Excel', () => {
  const number = (reference: string, value: string, style: number): string =>
    `<c r="${reference}" s="${style}"><v>${value}</v></c>`;

  it('shows numbers, dates and percentages as a person sees them', async () => {
    const formats = [
      'yyyy/m/d',
      '0.00%',
      '#,##0.00',
      '"¥"#,##0',
      'h:mm',
      'yyyy"年"m"月"d"日"',
      '[$¥-804]#,##0.00;[Red]-[$¥-804]#,##0.00',
      'General',
      '0000',
      '0.0,"千"',
      '#,##0;(#,##0);"无"',
      'yyyy-mm-dd hh:mm:ss',
    ];
    const values = [
      '45292',
      '0.1234',
      '1234567.891',
      '2999',
      '0.375',
      '45292',
      '-12.5',
      '0.30000000000000004',
      '42',
      '12345',
      '0',
      '45292.75',
    ];
    const cells = values.map((value, index) => number(`${String.fromCharCode(65 + index)}1`, value, index + 1));
    const file = zipFile(
      xlsxEntries([{ name: '价格', content: `<sheetData><row r="1">${cells.join('')}</row></sheetData>` }], formats),
    );
    const { blocks } = await readSample('价格.xlsx', file);
    expect(blocks.map(inShort)).toEqual([
      [
        [
          '2024/1/1',
          '12.34%',
          '1,234,567.89',
          '¥2,999',
          '9:00',
          '2024年1月1日',
          '-¥12.50',
          '0.3',
          '0042',
          '12.3千',
          '无',
          '2024-01-01 18:00:00',
        ],
      ],
    ]);
  });

  it('gives formulas the value that was stored, shared texts, truth and errors', async () => {
    const content =
      '<sheetData><row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3"><f>SUM(A1:A2)</f><v>15</v></c><c r="D3" t="str"><f>"a"</f><v>甲_x000D_</v></c><c r="E3" t="b"><v>1</v></c><c r="F3" t="e"><v>#REF!</v></c><c r="G3"><f>1+1</f></c></row></sheetData>';
    const { blocks } = await readSample('t.xlsx', zipFile(xlsxEntries([{ name: 'S', content }], [], ['共享'])));
    expect(blocks[0]).toEqual({
      kind: 'table',
      name: 'S',
      rows: [['共享', '15', '甲', '是']],
      rowNumbers: [3],
      page: 1,
    });
  });

  it('repeats cells that reach down, leaves out hidden and empty sheets', async () => {
    const merged = `${sheetOf([
      ['分类', '问题', '答案'],
      ['售后', '怎么退款', '三天'],
      ['', '怎么换货', '七天'],
    ])}<mergeCells><mergeCell ref="A2:A3"/></mergeCells>`;
    const sheets = [
      { name: '问答', content: merged },
      { name: '草稿', content: sheetOf([['内部']]), state: 'hidden' },
      { name: '空', content: '<sheetData/>' },
    ];
    const { blocks, leftOut, pages } = await readSample('t.xlsx', zipFile(xlsxEntries(sheets)));
    expect(blocks.map(inShort)).toEqual([
      [
        ['分类', '问题', '答案'],
        ['售后', '怎么退款', '三天'],
        ['售后', '怎么换货', '七天'],
      ],
    ]);
    expect(leftOut).toEqual([
      { where: '工作表“草稿” · sheet “草稿”', reason: 'hidden' },
      { where: '工作表“空” · sheet “空”', reason: 'empty' },
    ]);
    expect(pages).toBe(3);
  });
});

describe('PowerPoint', () => {
  it('makes a page of each slide: title, items, tables; what speakers noted for themselves is left out and reported', async () => {
    const table =
      '<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>型号</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>功率</a:t></a:r></a:p></a:txBody></a:tc></a:tr>' +
      '<a:tr><a:tc rowSpan="2"><a:txBody><a:p><a:r><a:t>A1</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>7 kW</a:t></a:r></a:p></a:txBody></a:tc></a:tr>' +
      '<a:tr><a:tc vMerge="1"><a:txBody><a:p/></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>11 kW</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>';
    const { blocks, leftOut, pages } = await readSample(
      '介绍.pptx',
      zipFile(
        pptxEntries([
          { title: '产品介绍', body: shape('body', ['防水 IP65', '质保两年']), notes: '现场演示插枪' },
          { title: '型号', body: table + shape('ftr', ['公司机密']) },
          { title: '旧价格', body: shape('body', ['作废']), hidden: true },
        ]),
      ),
    );
    expect(pages).toBe(3);
    expect(blocks.map(inShort)).toEqual([
      '#1 产品介绍',
      '• 防水 IP65',
      '• 质保两年',
      '#1 型号',
      [
        ['型号', '功率'],
        ['A1', '7 kW'],
        ['A1', '11 kW'],
      ],
    ]);
    expect(blocks.map(({ page }) => page)).toEqual([1, 1, 1, 2, 2]);
    expect(leftOut).toEqual([
      { where: '第 1 页备注 · notes of page 1', reason: 'hidden' },
      { where: '第 3 页 · page 3', reason: 'hidden' },
    ]);
  });
});
