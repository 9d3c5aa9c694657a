import { describe, expect, it } from 'vitest';
import { checkFacts } from '../../../server/modules/answer/fact-check.ts';

const EVIDENCE = [
  '7kW充电桩多少钱？\n7kW 家用充电桩价格 1,999 元，含 30 米线缆以内的免费安装，整机保修两年，周一至周五 9:00-18:00 可预约。客服电话 400-800-1234。不支持货到付款。型号 AC-7E，故障码 E03 表示过压。顺丰从苏州发货，2到3天到。详见 https://example.com/ac7e?from=faq。',
];
const QUESTION = '7千瓦的多少钱';

function verdict(draft: string): string {
  return checkFacts(draft, EVIDENCE, [QUESTION]).verdict;
}

describe('a fact stands', () => {
  it.each([
    '7kW 的是 1999 元。',
    '7千瓦的1999块。',
    '７ｋＷ的是１，９９９元',
    '一千九百九十九元。',
    '保修24个月。',
    '整机保修两年哦。',
    '三十米线缆以内免安装费。',
    '30m 线缆以内免费装',
    '早上9点到晚上6点可以预约。',
    '周三可以预约。',
    '周一到周五上午九点以后。',
    '发顺丰，两三天就到。',
    '2-3天到',
    '电话：4008001234',
    '型号是 AC7E',
    '报 e03 是过压。',
    '从苏州发货',
    '不能货到付款。',
    '请看 https://example.com/ac7e?from=faq',
    '您好，请问您想装在哪里呢？',
    '1. 先看型号 2. 再报价',
    '有一个办法：换一个车位。',
  ])('%s', (draft) => {
    expect(checkFacts(draft, EVIDENCE, [QUESTION])).toMatchObject({ verdict: 'sound', removed: [] });
  });
});

describe('a fact falls', () => {
  it.each([
    ['price', '7kW 的是 1899 元。', 'number'],
    ['price in words', '一千八百九十九元。', 'number'],
    ['size', '11kW 的是 1999 元。', 'number'],
    ['unit', '7W 的是 1999 元', 'number'],
    ['unit of time', '整机保修两个月。', 'number'],
    ['years', '整机保修三年。', 'number'],
    ['amount', '价格1999万元', 'number'],
    ['day', '周六也可以预约。', 'date'],
    ['range of days', '周一至周日可以预约。', 'date'],
    ['time', '晚上8点前可预约。', 'date'],
    ['date', '3月5日前有活动价。', 'date'],
    ['fault code', 'E003 表示过压。', 'code'],
    ['model', '型号是 AC-8E。', 'code'],
    ['phone', '电话 400-800-1235', 'contact'],
    ['link', '请看 https://example.com/other', 'contact'],
    ['mail', '写信到 help@example.com', 'contact'],
    ['carrier', '发圆通', 'name'],
    ['city', '从深圳发货', 'name'],
    ['brand', '支持 Tesla 车型', 'name'],
    ['person', '请联系张经理', 'name'],
    ['address', '地址在人民路88号', 'number'],
    ['menu', '请点击「安装预约」', 'name'],
    ['promise', '保证明年还是这个价', 'promise'],
    ['return', '无理由退货', 'promise'],
    ['compensation', '坏了全额退款', 'promise'],
    ['deed', '已经帮您登记好了', 'promise'],
    ['turned round', '支持货到付款。', 'polarity'],
    ['another matter', '我们的总部大楼顶层有漂亮的空中花园和健身房', 'matter'],
  ])('%s: %s', (_, draft, kind) => {
    const check = checkFacts(draft, EVIDENCE, [QUESTION]);
    expect(check.verdict).toBe('unsupported');
    expect(check.removed[0]?.kinds).toContain(kind);
    expect(check.removed[0]?.unsupported.length).toBeGreaterThan(0);
  });

  it('when two numbers of the evidence change places', () => {
    const evidence = ['补牙后多久能吃饭\n树脂补牙后2小时可吃饭，玻璃离子须等24小时完全硬固。'];
    expect(checkFacts('树脂补牙后24小时可吃饭。', evidence).verdict).toBe('unsupported');
    expect(checkFacts('玻璃离子须等24小时，树脂补牙后2小时可吃饭。', evidence).verdict).toBe('sound');
  });
});

describe('what remains of a draft', () => {
  it('is the sentences without the wrong ones', () => {
    const check = checkFacts('7kW 的是 1999 元，整机保修两年。另外保证永久免费维修！', EVIDENCE, [QUESTION]);
    expect(check).toMatchObject({ verdict: 'trimmed', text: '7kW 的是 1999 元，整机保修两年。' });
    expect(check.removed).toHaveLength(1);
    expect(check.removed[0]?.sentence).toBe('另外保证永久免费维修！');
  });

  it('is too little when most of it was wrong', () => {
    expect(verdict('价格 2999 元，保修五年，从北京发货，电话 123-4567。好的。')).toBe('unsupported');
  });

  it('is the draft itself when nothing was', () => {
    const draft = '1. 先报装\n2. 再约师傅';
    expect(checkFacts(draft, EVIDENCE).text).toBe(draft);
  });
});

describe('what a customer says', () => {
  it('may be said back, as number and as name', () => {
    expect(checkFacts('您说的 11kW 目前没有资料。', EVIDENCE, ['11kw的有吗']).verdict).toBe('sound');
    expect(checkFacts('发到深圳可以。', EVIDENCE, ['发深圳吗']).verdict).toBe('sound');
  });

  it('is no ground for a promise', () => {
    expect(checkFacts('可以无理由退货。', EVIDENCE, ['支持无理由退货吧']).verdict).toBe('unsupported');
  });
});

describe('odd drafts', () => {
  it.each(['', '   ', '。。。', '😀', '1'.repeat(3000), '一'.repeat(2000), '('.repeat(500), 'a1-'.repeat(800)])(
    'are judged without harm',
    (draft) => {
      expect(['sound', 'trimmed', 'unsupported']).toContain(checkFacts(draft, EVIDENCE).verdict);
    },
  );

  it('without evidence nothing but manners stands', () => {
    expect(checkFacts('价格是 5 元', []).verdict).toBe('unsupported');
    expect(checkFacts('您好，请稍等', []).verdict).toBe('sound');
  });
});
