import { expect, it } from 'vitest';
import { citeSentences } from '../../../server/modules/answer/citations.ts';

const passages = [
  {
    id: '7',
    question: '家用充电桩安装需要哪些条件',
    answer: '需要固定车位、物业同意和电力报装，三样齐全即可预约安装。',
  },
  { id: '9', question: '充电桩保修多久', answer: '整机质保 2 年，枪线质保 1 年，人为损坏不在保修范围内。' },
];

it('names for each sentence the passage it rests on', () => {
  const text = '您好！安装要有固定车位和物业同意，还要电力报装。整机质保2年，枪线质保1年。';
  expect(citeSentences(text, passages)).toEqual([
    { sentence: '您好！', evidenceId: null },
    { sentence: '安装要有固定车位和物业同意，还要电力报装。', evidenceId: '7' },
    { sentence: '整机质保2年，枪线质保1年。', evidenceId: '9' },
  ]);
});

it('cites a passage word for word sentence by sentence', () => {
  expect(citeSentences(passages[1]!.answer, passages).map(({ evidenceId }) => evidenceId)).toEqual(['9']);
});

it('cites nothing for what no passage says, and of equal passages the better found', () => {
  expect(citeSentences('我们在火星也有门店。', passages)[0]?.evidenceId).toBeNull();
  const same = [passages[0]!, { ...passages[0]!, id: '8' }];
  expect(citeSentences('需要固定车位和物业同意。', same)[0]?.evidenceId).toBe('7');
});
