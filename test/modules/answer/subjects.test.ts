import { describe, expect, it } from 'vitest';
import { checkFacts } from '../../../server/modules/answer/fact-check.ts';

const EVIDENCE = [
  '故障代码E07是什么意思\nE07为漏电保护动作，请拔枪检查枪头是否进水。反复出现请停用并报修。',
  '故障代码E03是什么意思\nE03为接地异常，请检查入户电源接地线是否可靠连接，接地电阻应小于4欧。',
  '价格表\n| 型号 | 功率 | 零售价 |\n| KF-200 | 2千瓦 | 1299元 |\n| KF-350 | 3.5千瓦 | 1899元 |',
  '配送说明\n| 地区 | 时效 |\n| 华东 | 1-2天 |\n| 西北 | 4-6天 |',
  '整机质保几年\n整机质保2年。',
];

describe('what evidence says of one code or row', () => {
  it.each([
    'E03为漏电保护动作，请拔枪检查枪头是否进水。',
    'E07是接地异常。',
    '报E07的话，接地电阻应小于4欧。',
    'KF-350零售价1299元。',
    'KF-200功率3.5千瓦，很省电。',
    'KF-350 卖1299元，KF-200卖1899元。',
    '西北1-2天送到。',
  ])('may not be said of another: %s', (draft) => {
    expect(checkFacts(draft, EVIDENCE).verdict).toBe('unsupported');
  });

  it.each([
    'E03是接地异常，E07是漏电保护动作。',
    'E07反复出现请停用并报修。',
    'KF-350的功率是3.5kW，售价1899元，质保2年。',
    'KF-350零售价1899元，KF-200零售价1299元。',
    '三点五千瓦的KF-350零售价为一千八百九十九元。',
    '华东1-2天，西北4-6天。',
  ])('may be said of it, and what is said of all: %s', (draft) => {
    expect(checkFacts(draft, EVIDENCE)).toMatchObject({ verdict: 'sound', removed: [] });
  });
});
