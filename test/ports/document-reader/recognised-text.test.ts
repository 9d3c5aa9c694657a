import { describe, expect, it } from 'vitest';
import { recognisedBlocks, type RecognisedLine } from '../../../server/adapters/document-reader/recognised-text.ts';
import { inShort } from './files/read-sample.ts';

const HEIGHT = 24;

/** A line of pieces that begin at the given places, 20 dots a character. */
function line(y: number, ...pieces: readonly (readonly [x: number, text: string])[]): RecognisedLine {
  const places = pieces.map(([x, text]) => ({ text, box: { x, y, width: text.length * 20, height: HEIGHT } }));
  const left = Math.min(...places.map(({ box }) => box.x));
  const right = Math.max(...places.map(({ box }) => box.x + box.width));
  const box = { x: left, y, width: right - left, height: HEIGHT };
  const whole = { text: pieces.map(([, text]) => text).join(' '), confidence: 0.9, box };
  return pieces.length > 1 ? { ...whole, pieces: places } : whole;
}

describe('text of a picture', () => {
  it('is a table where lines stand in columns, with what stands above and below it', () => {
    const blocks = recognisedBlocks(
      [
        line(10, [180, '充电桩报价单']),
        line(70, [20, '型号'], [200, '价格'], [380, '质保']),
        line(131, [20, 'AC-7K'], [200, '1,299元'], [380, '24个月']),
        line(189, [20, 'AC-11K'], [201, '1,899元'], [379, '24个月']),
        line(250, [20, 'DC-60K'], [200, '38,500元'], [380, '36个月']),
        line(330, [20, '以上价格含税，不含安装费用和运输费用。']),
      ],
      3,
    );
    expect(blocks.map(inShort)).toEqual([
      '充电桩报价单',
      [
        ['型号', '价格', '质保'],
        ['AC-7K', '1,299元', '24个月'],
        ['AC-11K', '1,899元', '24个月'],
        ['DC-60K', '38,500元', '36个月'],
      ],
      '以上价格含税，不含安装费用和运输费用。',
    ]);
    expect(blocks.map(({ page }) => page)).toEqual([3, 3, 3]);
  });

  it('joins lines that fill the width, and parts the fields of a label', () => {
    const blocks = recognisedBlocks(
      [
        line(10, [20, '请在通风干燥处安装，远离热源和可燃物，并保']),
        line(40, [20, '证前方有一米以上的空间。']),
        line(70, [20, '额定电压：220V']),
        line(100, [20, '额定电流：32A']),
      ],
      null,
    );
    expect(blocks.map(inShort)).toEqual([
      '请在通风干燥处安装，远离热源和可燃物，并保证前方有一米以上的空间。',
      '额定电压：220V',
      '额定电流：32A',
    ]);
  });

  it('keeps the lines of a sign apart', () => {
    const blocks = recognisedBlocks(
      [line(10, [20, '营业时间']), line(40, [20, '9:30-20:30']), line(70, [20, '周末10:00'])],
      null,
    );
    expect(blocks.map(inShort)).toEqual(['营业时间', '9:30-20:30', '周末10:00']);
  });
});
