import { describe, expect, it } from 'vitest';
import { findPersonalData } from '../../../server/modules/knowledge/personal-data.ts';

const kinds = (text: string): string[] => findPersonalData(text).map(({ kind }) => kind);

describe('personal data', () => {
  it.each([
    ['手机 13812345678 联系', 'phone', '138******78'],
    ['李女士电话13812345678转接', 'phone', '138******78'],
    ['找赵先生13987654321。', 'phone', '139******21'],
    ['姓名,13812345678,杭州', 'phone', '138******78'],
    ['身份证11010519491231002X', 'identity', '1101**********002X'],
    ['张师傅：+86 138 1234 5678', 'phone', '138******78'],
    ['电话 0571-88123456 转 3', 'phone', '057*******56'],
    ['（021）请拨 02162345678', 'phone', '021******78'],
    ['身份证号 11010519491231002X', 'identity', '1101**********002X'],
    ['卡号 6222 0212 3456 7890 128', 'bank-card', '6222***********0128'],
    ['visa 4111111111111111', 'bank-card', '4111********1111'],
    ['邮箱 zhang.san@qq.com，谢谢', 'email', 'z***@qq.com'],
    ['李四 li_si88@sub.company.com.cn', 'email', 'l***@sub.company.com.cn'],
  ])('%s is a %s shown as %s', (text, kind, masked) => {
    const found = findPersonalData(text);
    expect(found.map((datum) => datum.kind)).toEqual([kind]);
    expect(found[0]?.masked).toBe(masked);
    expect(found[0]?.masked).not.toBe(text.slice(found[0]?.from, found[0]?.to));
  });

  it.each([
    '订单号 13812345678 已发货',
    '订单编号：13812345678901',
    '物流单号 SF1381234567890',
    '快递单号：13812345678',
    '订单号13812345678已发货',
    '运单13812345678',
    '单价1,381,234,567元',
    '序列号 SN: 13912345678',
    'IMEI 490154203237518',
    '商品条码 6901234567892',
    '货号 6222021234567890128',
    '型号 A13812345678',
    '统一社会信用代码 91110105MA0012345X',
    '客服热线 400-820-8820',
    '客服 4008208820',
    '800 810 8888',
    '发票号码：4111111111111111',
    '身份证号 110105194912310021',
    '身份证 999999199001011234',
    '卡号 6222021234567890123',
    '卡号 1234567890123456',
    '0000 0000 0000 0000',
    '价格 13812345678.50 元',
    '版本 1.3812345678.2',
    '2024-01-01 12:30:00',
    '20240101123000',
    '尺寸 1200 1380 1500 1600',
    '共 12345678 件',
    '纬度 30.13812345678',
    'https://example.com/item/13812345678',
    '联系 service@company.com 或 kefu@shop.cn',
    '填写 user@example.com 这样的地址',
    '图片 logo@2x.png',
    '@所有人 请看',
    'QQ群 138123456',
    '合同编号：SZ-2024-13812345678',
    '税号 110105194912310024567',
    '充电桩编号 6214 8301 2345 6789',
    'E03 13812 345678 米',
  ])('%s is nobody’s', (text) => {
    expect(kinds(text)).toEqual([]);
  });

  it('finds several in order, with their places', () => {
    const text = '王五 13800138000，wang5@163.com；赵六 15912345678';
    const found = findPersonalData(text);
    expect(found.map(({ kind }) => kind)).toEqual(['phone', 'email', 'phone']);
    expect(found.map(({ from, to }) => text.slice(from, to))).toEqual(['13800138000', 'wang5@163.com', '15912345678']);
  });

  it('stays quick on long runs of digits and letters', () => {
    const before = process.cpuUsage();
    for (const piece of ['1', '1 ', 'a@', 'a.', '1-', '86 ']) findPersonalData(piece.repeat(200_000));
    const { user } = process.cpuUsage(before);
    expect(user / 1e6).toBeLessThan(5);
  });
});
