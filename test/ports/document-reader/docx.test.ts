import { afterAll, describe, expect, it } from 'vitest';
import { docxEntries, links, paragraph, pptxEntries } from './files/office-file.ts';
import { inShort, readSample, refusalOf, sampleReader } from './files/read-sample.ts';
import { zipFile } from './files/zip-file.ts';

afterAll(() => sampleReader.close());

const NUMBERED = `<w:styles>
  <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
  <w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
</w:styles>`;

describe('Word', () => {
  it('numbers headings as their styles say', async () => {
    const body = [
      paragraph('安装', '<w:pStyle w:val="1"/>'),
      paragraph('准备', '<w:pStyle w:val="2"/>'),
      paragraph('接线', '<w:pStyle w:val="2"/>'),
      paragraph('保修', '<w:pStyle w:val="1"/>'),
      paragraph('期限', '<w:pStyle w:val="2"/>'),
    ].join('');
    const entries = docxEntries(body).filter(({ name }) => name !== 'word/styles.xml');
    const { blocks } = await readSample(
      'a.docx',
      zipFile([...entries, { name: 'word/styles.xml', content: NUMBERED }]),
    );
    expect(blocks.map(inShort)).toEqual(['#1 1. 安装', '#2 1.1 准备', '#2 1.2 接线', '#1 2. 保修', '#2 2.1 期限']);
  });

  it('puts notes where they belong, and takes changes as they would be accepted', async () => {
    const body = [
      '<w:p><w:r><w:t>整机保修</w:t></w:r><w:del><w:r><w:delText>一年</w:delText></w:r></w:del><w:ins><w:r><w:t>两年</w:t></w:r></w:ins>',
      '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>。</w:t></w:r></w:p>',
      '<w:p><w:moveFrom><w:r><w:t>移走的话。</w:t></w:r></w:moveFrom></w:p>',
      '<w:p><w:moveTo><w:r><w:t>移来的话。</w:t></w:r></w:moveTo></w:p>',
    ].join('');
    const note = (id: number, text: string, type = ''): string =>
      `<w:footnote w:id="${id}"${type}><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:footnote>`;
    const notes = `<w:footnotes>${note(0, '线', ' w:type="separator"')}${note(2, '易损件除外')}</w:footnotes>`;
    const file = zipFile([
      ...docxEntries(body).filter(({ name }) => name !== 'word/_rels/document.xml.rels'),
      links('word/document.xml', [{ id: 'rN', kind: 'footnotes', target: 'footnotes.xml' }]),
      { name: 'word/footnotes.xml', content: notes },
    ]);
    const { blocks } = await readSample('a.docx', file);
    expect(blocks.map(inShort)).toEqual(['整机保修两年（注：易损件除外）。', '移来的话。']);
  });
});

describe('diagrams', () => {
  const point = (text: string, type = ''): string =>
    `<dgm:pt${type}><dgm:t><a:bodyPr/><a:p><a:r><a:t>${text.slice(0, 1)}</a:t></a:r><a:r><a:t>${text.slice(1)}</a:t></a:r></a:p></dgm:t></dgm:pt>`;
  const data = `<dgm:dataModel><dgm:ptLst>${point('申请退货')}${point('箭头', ' type="sibTrans"')}${point('寄回')}</dgm:ptLst></dgm:dataModel>`;
  const frame = '<dgm:relIds r:dm="rD"/>';
  const link = { id: 'rD', kind: 'diagramData', target: '../diagrams/data1.xml' };

  it('are read where they stand, in Word and PowerPoint', async () => {
    const word = zipFile([
      ...docxEntries(`${paragraph('流程')}<w:p><w:r>${frame}</w:r></w:p>${paragraph('完')}`).filter(
        ({ name }) => name !== 'word/_rels/document.xml.rels',
      ),
      links('word/document.xml', [{ ...link, target: 'diagrams/data1.xml' }]),
      { name: 'word/diagrams/data1.xml', content: data },
    ]);
    expect((await readSample('a.docx', word)).blocks.map(inShort)).toEqual(['流程', '• 申请退货', '• 寄回', '完']);
    const slides = zipFile([
      ...pptxEntries([{ title: '流程', body: `<p:graphicFrame>${frame}</p:graphicFrame>` }]),
      links('ppt/slides/slide1.xml', [link]),
      { name: 'ppt/diagrams/data1.xml', content: data },
    ]);
    expect((await readSample('a.pptx', slides)).blocks.map(inShort)).toEqual(['#1 流程', '• 申请退货', '• 寄回']);
  });
});

describe('old formats', () => {
  it.each([
    ['价格.doc', '.docx'],
    ['价格.XLS', '.xlsx'],
    ['价格.ppt', '.pptx'],
    ['价格.wps', '.docx'],
    ['价格.et', '.xlsx'],
    ['价格.dps', '.pptx'],
  ])('%s is refused, and told to save it as %s', async (fileName, ending) => {
    const refusal = await refusalOf(fileName, 'x');
    expect([refusal.code, refusal.message]).toEqual([
      'UNSUPPORTED_FORMAT',
      expect.stringMatching(new RegExp(`另存为 \\${ending}`, 'u')),
    ]);
    expect(() => sampleReader.checkName(fileName)).toThrow(`另存为 ${ending}`);
  });
});
