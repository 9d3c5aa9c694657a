import { describe, expect, it } from 'vitest';
import { spokenNumber } from '../../../bench/facts/reword-draft.ts';
import { numeralValue, withDigits } from '../../../server/modules/answer/chinese-numerals.ts';

describe('Chinese numerals', () => {
  it.each([
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['二十五', 25],
    ['一百', 100],
    ['一百零五', 105],
    ['三百二', 320],
    ['三百二十', 320],
    ['两千零五', 2005],
    ['一千九百九十九', 1999],
    ['一万二', 12_000],
    ['三十万', 300_000],
    ['一亿', 100_000_000],
    ['一九九八', 1998],
  ])('%s is %d', (numeral, value) => {
    expect(numeralValue(numeral)).toBe(value);
  });

  it('are read as they are spoken, all below ten thousand', () => {
    const values = Array.from({ length: 9999 }, (_, index) => index + 1);
    expect(values.filter((value) => numeralValue(spokenNumber(value)) !== value)).toEqual([]);
  });

  it('alone are none', () => {
    expect(numeralValue('万')).toBeUndefined();
  });

  it.each([
    ['保修三年', '保修3年'],
    ['一个半小时', '1.5个小时'],
    ['两年半', '2.5年'],
    ['半年内', '0.5年内'],
    ['百分之五点五', '5.5%'],
    ['八五折', '8.5折'],
    ['约零点一度电', '约0.1度电'],
    ['三点五千瓦', '3.5kw'],
    ['三点五分到', '3点5分到'],
    ['晚上八点半', '晚上8点半'],
    ['两三天', '2-3天'],
    ['三到五个工作日', '3到5个工作日'],
    ['1,999元', '1999元'],
    ['1.5万', '15000'],
    ['二十四小时', '24小时'],
    ['第三步', '第3步'],
    ['一期三十二次课', '1期32次课'],
    ['万一坏了', '万一坏了'],
    ['十分满意', '十分满意'],
    ['千万别拆', '千万别拆'],
    ['周二天气好', '周二天气好'],
    ['一下子', '一下子'],
    ['统一发货', '统一发货'],
  ])('%s is written %s', (text, expected) => {
    expect(withDigits(text)).toBe(expected);
  });
});
