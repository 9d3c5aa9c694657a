import { describe, expect, it } from 'vitest';
import {
  composerModeOf,
  countCharacters,
  sendFault,
  sendsMessage,
} from '../../console/composables/thread/composer-rules.ts';
import { deliveryOf } from '../../console/composables/thread/delivery.ts';
import { systemLineOf, voidReasonOf } from '../../console/composables/thread/hub-words.ts';
import { scoreParts } from '../../console/composables/thread/score-parts.ts';
import { layOutThread, sortLines, speakerOf, type ThreadItem } from '../../console/composables/thread/thread-items.ts';
import { patchLines } from '../../console/composables/thread/thread-patch.ts';
import { at, messageLine, replyFacts, turnFacts } from './support/fragments.ts';

const DAY = 86_400;
type Bubble = Extract<ThreadItem, { kind: 'bubble' }>;
const bubbles = (items: readonly ThreadItem[]): Bubble[] => items.filter((item) => item.kind === 'bubble');

describe('layOutThread', () => {
  it('puts a day before the first line of each day', () => {
    const lines = [
      messageLine({ id: '1', receivedAt: at(-DAY) }),
      messageLine({ id: '2' }),
      messageLine({ id: '3', receivedAt: at(5) }),
    ];
    expect(layOutThread(lines).map((item) => item.kind)).toEqual(['day', 'bubble', 'day', 'bubble', 'bubble']);
  });

  it('joins bubbles of one speaker that follow closely', () => {
    const model = { role: 'MODEL' } as const;
    const lines = [
      messageLine({ id: '1' }),
      messageLine({ id: '2', receivedAt: at(10) }),
      messageLine({ id: '3', receivedAt: at(20), ...model }),
      messageLine({ id: '4', receivedAt: at(400), ...model }),
      messageLine({ id: '5', receivedAt: at(410), role: 'SYSTEM' }),
      messageLine({ id: '6', receivedAt: at(411), ...model }),
    ];
    expect(bubbles(layOutThread(lines)).map((item) => item.continued)).toEqual([false, true, false, false, false]);
  });

  it('does not join two members of a group', () => {
    const lines = [messageLine({ id: '1', sender: '张' }), messageLine({ id: '2', sender: '李' })];
    expect(bubbles(layOutThread(lines)).map((item) => item.continued)).toEqual([false, false]);
  });

  it('explains a turn under its last bubble, or under the last question when the model said nothing', () => {
    const turn = turnFacts();
    const handed = turnFacts({ id: '701', outcome: 'HANDED_OFF' });
    const lines = [
      messageLine({ id: '1', turn }),
      messageLine({ id: '2', turn, role: 'MODEL' }),
      messageLine({ id: '3', turn, role: 'MODEL' }),
      messageLine({ id: '4', turn: handed }),
      messageLine({ id: '5', turn: handed }),
      messageLine({ id: '6', turn: turnFacts({ id: '702', outcome: null, state: 'OPEN' }) }),
    ];
    expect(bubbles(layOutThread(lines)).map((item) => item.why?.id)).toEqual([
      undefined,
      undefined,
      '700',
      undefined,
      '701',
      undefined,
    ]);
  });

  it('explains nothing where a person answered or the session ended', () => {
    const line = (id: string, outcome: 'ANSWERED_BY_HUMAN' | 'CLOSED') =>
      messageLine({ id, turn: turnFacts({ id, outcome }) });
    const items = bubbles(layOutThread([line('1', 'ANSWERED_BY_HUMAN'), line('2', 'CLOSED')]));
    expect(items.map((item) => item.why)).toEqual([undefined, undefined]);
  });

  it('starts a new block after an explanation', () => {
    const lines = [messageLine({ id: '1', role: 'MODEL', turn: turnFacts() }), messageLine({ id: '2', role: 'MODEL' })];
    expect(bubbles(layOutThread(lines))[1]?.continued).toBe(false);
  });

  it('counts the bubbles that are still ahead', () => {
    const line = (id: string, state: 'CONFIRMED' | 'TYPED' | 'QUEUED' | 'VOID') =>
      messageLine({ id, role: 'OPERATOR', reply: replyFacts({ id, state }) });
    const lines = [
      line('1', 'CONFIRMED'),
      line('2', 'TYPED'),
      line('3', 'VOID'),
      line('4', 'QUEUED'),
      line('5', 'QUEUED'),
    ];
    expect(bubbles(layOutThread(lines)).map((item) => item.ahead)).toEqual([0, 0, 1, 1, 2]);
  });

  it('sorts by the hub’s order whatever the order of arrival', () => {
    expect(sortLines([messageLine({ id: '10' }), messageLine({ id: '9' })]).map((line) => line.id)).toEqual([
      '9',
      '10',
    ]);
  });

  it('tells a person on the phone from an operator', () => {
    expect(speakerOf(messageLine({ role: 'OPERATOR', viaPhone: true }))).toBe('phone');
    expect(speakerOf(messageLine({ role: 'OPERATOR' }))).toBe('operator');
  });
});

describe('patchLines', () => {
  const lines = new Map([
    ['1', messageLine({ id: '1', turn: turnFacts() })],
    ['2', messageLine({ id: '2', turn: turnFacts(), reply: replyFacts({ state: 'QUEUED' }) })],
    ['3', messageLine({ id: '3' })],
  ]);

  it('puts a changed turn into every line of it and leaves the others as they are', () => {
    const next = patchLines(lines, { turn: turnFacts({ outcome: 'CLARIFIED' }) });
    expect([next.get('1')?.turn?.outcome, next.get('2')?.turn?.outcome]).toEqual(['CLARIFIED', 'CLARIFIED']);
    expect(next.get('3')).toBe(lines.get('3'));
  });

  it('puts a changed reply into its line', () => {
    expect(patchLines(lines, { reply: replyFacts({ state: 'TYPED' }) }).get('2')?.reply?.state).toBe('TYPED');
  });
});

describe('deliveryOf', () => {
  const operator = { mayOperate: true, requested: false };
  const step = (state: Parameters<typeof replyFacts>[0], view = operator) => deliveryOf(replyFacts(state), view);

  it('claims nothing that is not known', () => {
    expect(step({ state: 'QUEUED' }).step).toBe('queued');
    expect(step({ state: 'LEASED' }).step).toBe('leased');
    expect(step({ state: 'TYPED' })).toEqual({ tone: 'quiet', step: 'typed', action: undefined });
    expect(step({ state: 'CONFIRMED' })).toEqual({ tone: 'ok', step: 'confirmed', action: undefined });
    expect(step({ state: 'VOID' }).step).toBe('void');
  });

  it('warns of a model bubble that may still go out while a takeover is requested', () => {
    expect(step({ state: 'LEASED' }, { mayOperate: true, requested: true })).toMatchObject({
      tone: 'warn',
      step: 'maybe-typed',
    });
    expect(step({ state: 'LEASED', origin: 'OPERATOR' }, { mayOperate: true, requested: true }).step).toBe('leased');
  });

  it('says that an operator’s own bubble waits for the takeover, and lets it be taken back', () => {
    const queued = { state: 'QUEUED', origin: 'OPERATOR' } as const;
    expect(step(queued, { mayOperate: true, requested: true })).toEqual({
      tone: 'quiet',
      step: 'waits',
      action: 'take-back',
    });
    expect(step(queued).action).toBe('take-back');
    expect(step({ state: 'QUEUED' }).action).toBeUndefined();
    expect(step({ state: 'VOID', origin: 'OPERATOR' }).action).toBe('write-again');
  });

  it('lets only those who may operate resolve an unknown one', () => {
    expect(step({ state: 'UNKNOWN' })).toEqual({ tone: 'danger', step: 'unknown', action: 'resolve' });
    expect(step({ state: 'UNKNOWN' }, { mayOperate: false, requested: false }).action).toBeUndefined();
  });
});

describe('the composer', () => {
  const press = {
    key: 'Enter',
    shiftKey: false,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    isComposing: false,
    keyCode: 13,
  };

  it('sends on Enter, breaks the line with Shift, and leaves the Enter of the input method alone', () => {
    expect(sendsMessage(press)).toBe(true);
    expect(sendsMessage({ ...press, ctrlKey: true })).toBe(true);
    expect(sendsMessage({ ...press, shiftKey: true })).toBe(false);
    expect(sendsMessage({ ...press, altKey: true })).toBe(false);
    expect(sendsMessage({ ...press, isComposing: true })).toBe(false);
    expect(sendsMessage({ ...press, keyCode: 229 })).toBe(false);
    expect(sendsMessage({ ...press, key: 'a' })).toBe(false);
  });

  it('counts characters as a reader does', () => {
    expect(countCharacters('好的👌')).toBe(3);
  });

  it('refuses what is empty, too long, or would not leave', () => {
    expect(sendFault('  \n', true)).toBe('empty');
    expect(sendFault('好'.repeat(400), true)).toBeUndefined();
    expect(sendFault('好'.repeat(401), true)).toBe('too-long');
    expect(sendFault('好', false)).toBe('offline');
  });

  it('is open for the holder, waits for who has asked, and is locked for all others', () => {
    expect(
      (['mine', 'requested', 'model', 'waiting', 'other', 'asked', 'phone', 'closed'] as const).map(composerModeOf),
    ).toEqual(['open', 'waits', 'locked', 'locked', 'locked', 'locked', 'locked', 'locked']);
  });
});

describe('the words of the hub', () => {
  it('knows its own codes and leaves WeChat’s texts alone', () => {
    expect(systemLineOf('TAKEN_OVER')).toBe('TAKEN_OVER');
    expect(systemLineOf('你撤回了一条消息')).toBeUndefined();
    expect(voidReasonOf('EXPIRED')).toBe('EXPIRED');
    expect(voidReasonOf('window closed')).toBe('OTHER');
    expect(voidReasonOf(null)).toBe('OTHER');
  });
});

describe('scoreParts', () => {
  it('turns shares into points of 40, 30 and 30', () => {
    expect(
      scoreParts({ satisfaction: 0.875, activity: 0.7, value: 2 }).map((part) => `${part.points}/${part.of}`),
    ).toEqual(['35/40', '21/30', '30/30']);
  });
});
