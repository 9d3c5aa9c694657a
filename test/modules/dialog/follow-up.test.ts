import { describe, expect, it } from 'vitest';
import { chosenOption, standaloneQuestion } from '../../../server/modules/dialog/follow-up.ts';

describe('a question that stands on its own', () => {
  it.each([
    [['6204轴承还有库存吗'], '6205呢', '6205轴承还有库存吗'],
    [['7kW的充电桩多少钱'], '那11kw的呢', '11kw的充电桩多少钱'],
    [['E03是什么意思'], '那E003呢', 'E003是什么意思'],
    [['红色有货吗'], '换成黑色呢', '黑色有货吗'],
    [['L码充绒多少克'], '那M呢', 'M充绒多少克'],
    [['送货上三楼收费吗'], '二楼呢', '送货上二楼收费吗'],
    [['四级什么时候查分'], '六级呢', '六级什么时候查分'],
  ])('puts the like in its place: %j, %s', (before, question, text) => {
    expect(standaloneQuestion(question, before)).toMatchObject({ text, way: 'swapped' });
  });

  it.each([
    [['充电桩保修多久'], '它呢', '充电桩保修多久 它呢'],
    [['收到不合适能退吗'], '运费呢', '收到不合适能退吗 运费呢'],
    [['家用充电桩安装怎么收费？'], '多少钱', '家用充电桩安装怎么收费 多少钱'],
    [['你们有380V的桩吗'], '那这个呢', '你们有380V的桩吗 那这个呢'],
  ])('puts it behind what it refers to: %j, %s', (before, question, text) => {
    expect(standaloneQuestion(question, before)).toMatchObject({ text, way: 'joined' });
  });

  it('reads each line before with what came before it', () => {
    const before = ['你们7kw的桩啥价', '超出的线呢', '嗯', '谢谢'];
    expect(standaloneQuestion('那11kw的呢', before).text).toBe('你们11kw的桩啥价 超出的线呢');
  });

  it.each(['那学费能分期吗', '停车场怎么收费', '你们那个考研班还有名额不', '家用充电桩安装需要哪些条件'])(
    'leaves %s as it is',
    (question) => {
      expect(standaloneQuestion(question, ['江景苑的校车几点上车']).text).toBe(question);
    },
  );

  it('doubts a short question that may be enough, and keeps both', () => {
    expect(standaloneQuestion('包邮吗', ['这款手机壳有黑色吗'])).toEqual({
      text: '包邮吗',
      way: 'doubtful',
      before: '这款手机壳有黑色吗',
    });
  });

  it('has nothing to refer to in the first line, nor after thanks alone', () => {
    expect(standaloneQuestion('那这个呢', [])).toEqual({ text: '那这个呢', way: 'none', before: null });
    expect(standaloneQuestion('多少钱', ['谢谢', '嗯']).way).toBe('none');
  });

  it('does not grow with a long chain', () => {
    const before = Array.from({ length: 40 }, (_, index) => `${index % 2 ? '那加长的线呢' : '那普通的线呢'}`);
    expect(standaloneQuestion('那最长的呢', ['充电桩的线怎么卖', ...before]).text.length).toBeLessThan(80);
  });
});

describe('the option an answer picks', () => {
  const asked = '请问您想问的是「家用桩安装」、「商用桩安装」，还是「移机」？';
  it.each([
    ['第一个', '家用桩安装'],
    ['1', '家用桩安装'],
    ['第二个吧', '商用桩安装'],
    ['后者', '移机'],
    ['最后一个', '移机'],
  ])('%s', (answer, option) => expect(chosenOption(answer, asked)).toBe(option));

  it('says yes to the only option, and picks none otherwise', () => {
    expect(chosenOption('是的', '请问您想了解的是「移机」吗？')).toBe('移机');
    expect(chosenOption('是的', asked)).toBeNull();
    expect(chosenOption('我想问一下发票怎么开', asked)).toBeNull();
    expect(chosenOption('第四个', asked)).toBeNull();
    expect(chosenOption('第一个', '请说得再具体一点')).toBeNull();
  });
});
