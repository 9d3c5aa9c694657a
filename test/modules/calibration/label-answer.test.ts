import { describe, expect, it } from 'vitest';
import { type AnsweredTurn, labelAnswer } from '../../../server/modules/calibration/label-answer.ts';

const passage = { question: '充电桩保修多久', answer: '整机质保 2 年，枪线质保 1 年，人为损坏不在保修范围内。' };

function turn(changes: Partial<AnsweredTurn>): AnsweredTurn {
  return { outcome: 'replied', passage, reactions: [], operatorAnswer: '', satisfaction: null, only: true, ...changes };
}

describe('whether an answer was right', () => {
  it.each([
    ['thanks', { reactions: ['好的 谢谢'] }, true, 'customer'],
    ['solved', { reactions: ['解决了'] }, true, 'customer'],
    ['a complaint about it', { reactions: ['答非所问'] }, false, 'customer'],
    ['a wish for a person', { reactions: ['转人工'] }, false, 'customer'],
    ['a good rating', { satisfaction: 5 }, true, 'rating'],
    ['a bad rating', { satisfaction: 1 }, false, 'rating'],
    [
      'an operator who says the same',
      { outcome: 'handed_off', operatorAnswer: '整机质保2年，枪线质保1年哦' },
      true,
      'operator',
    ],
    [
      'an operator who says something else',
      { outcome: 'clarified', operatorAnswer: '发票会在发货后三天内开具' },
      false,
      'operator',
    ],
  ] as const)('%s shows it', (_name, changes, wasRight, source) => {
    expect(labelAnswer(turn(changes))).toEqual({ wasRight, source });
  });

  it.each([
    ['silence', {}],
    ['another question', { reactions: ['那发票怎么开'] }],
    ['thanks with a reproach', { reactions: ['谢谢 但是答非所问'] }],
    ['a middling rating', { satisfaction: 3 }],
    ['a rating of several answers', { satisfaction: 5, only: false }],
    ['thanks after a handoff', { outcome: 'handed_off', reactions: ['谢谢'] }],
    ['an operator’s 好的', { outcome: 'handed_off', operatorAnswer: '好的亲' }],
    [
      'an operator who half agrees',
      { outcome: 'handed_off', operatorAnswer: '整机质保 2 年。不过您这台是样机，另按合同条款执行处理。' },
    ],
    [
      'an operator when the passage is gone',
      { outcome: 'handed_off', passage: null, operatorAnswer: '发票会在发货后三天内开具' },
    ],
  ] as const)('%s does not', (_name, changes) => {
    expect(labelAnswer(turn(changes))).toBeNull();
  });
});
