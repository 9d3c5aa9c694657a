import { describe, expect, it } from 'vitest';
import { layOutInbox, neighbourOf, type InboxView } from '../../console/composables/inbox/inbox-rows.ts';
import { mayTakeOver, penOf, type Pen } from '../../console/composables/inbox/pen.ts';
import { previewOf } from '../../console/composables/inbox/preview.ts';
import { countOverdue, formatSpan, serviceLevelOf } from '../../console/composables/inbox/service-level.ts';
import { sessionName } from '../../console/composables/inbox/session-name.ts';
import { at, handoffFacts, NOON, roomPen, sessionRow } from './support/fragments.ts';

const me = { id: '1', name: '林珊' };
const chen = { id: '2', name: '陈默' };

describe('penOf', () => {
  const cases: [Pen, Parameters<typeof sessionRow>[0]][] = [
    ['model', {}],
    ['waiting', { handoff: handoffFacts() }],
    ['model', { handoff: handoffFacts({ state: 'CLOSED' }) }],
    ['requested', { room: roomPen({ owner: 'REQUESTED', requestedBy: me }), handoff: handoffFacts() }],
    ['asked', { room: roomPen({ owner: 'REQUESTED', requestedBy: chen }) }],
    ['mine', { room: roomPen({ owner: 'HUMAN', ownerUser: me }), handoff: handoffFacts({ state: 'HELD' }) }],
    ['other', { room: roomPen({ owner: 'HUMAN', ownerUser: chen }) }],
    ['phone', { room: roomPen({ owner: 'PHONE' }), handoff: handoffFacts() }],
    ['closed', { status: 'CLOSED', room: roomPen({ owner: 'HUMAN', ownerUser: me }) }],
    ['closed', { closedAt: at(0) }],
  ];
  it.each(cases)('sees %s', (pen, given) => {
    expect(penOf(sessionRow(given), me.id)).toBe(pen);
  });

  it('lets nobody take what a colleague holds, or take twice', () => {
    const pens: Pen[] = ['model', 'waiting', 'phone', 'requested', 'mine', 'other', 'asked', 'closed'];
    expect(pens.filter(mayTakeOver)).toEqual(['model', 'waiting', 'phone']);
  });
});

describe('serviceLevelOf', () => {
  const waits = { openedAt: at(0), dueAt: at(120) };
  const after = (seconds: number) => serviceLevelOf(waits, NOON + seconds * 1000);

  it('is calm, then near in the last quarter, then late', () => {
    expect(after(20)).toEqual({ state: 'ok', left: 100_000, share: 20 / 120 });
    expect(after(89).state).toBe('ok');
    expect(after(90).state).toBe('near');
    expect(after(120)).toMatchObject({ state: 'near', left: 0 });
    expect(after(134)).toEqual({ state: 'late', left: -14_000, share: 1 });
  });

  it('is near in the last half minute of a long limit', () => {
    const hour = { openedAt: at(0), dueAt: at(3600) };
    expect(serviceLevelOf(hour, NOON + 1000 * 1000).state).toBe('ok');
    expect(serviceLevelOf(hour, NOON + 3571 * 1000).state).toBe('near');
  });

  it('never runs backwards when the clocks disagree', () => {
    expect(serviceLevelOf(waits, NOON - 60_000).share).toBe(0);
    expect(serviceLevelOf({ openedAt: at(10), dueAt: at(10) }, NOON).share).toBe(1);
  });

  it('counts those who are late', () => {
    const late = sessionRow({ handoff: handoffFacts({ dueAt: at(-1) }) });
    expect(countOverdue([late, sessionRow({ handoff: handoffFacts() }), sessionRow()], NOON)).toBe(1);
  });

  it('writes spans as clocks do', () => {
    expect([0, 14_000, 96_000, -14_999, 3_600_000, 3_725_000].map(formatSpan)).toEqual([
      '0:00',
      '0:14',
      '1:36',
      '0:14',
      '1:00:00',
      '1:02:05',
    ]);
  });
});

describe('previewOf', () => {
  const last = {
    id: '9',
    role: 'CUSTOMER',
    kind: 'TEXT',
    content: '还是  E03\n怎么办',
    sender: null,
    receivedAt: at(0),
    viaPhone: false,
    user: null,
    reply: null,
  } as const;

  it('shows a customer of a private chat without a name, on one line', () => {
    expect(previewOf(sessionRow({ lastMessage: last }), me.id)).toEqual({
      said: undefined,
      name: '',
      text: '还是 E03 怎么办',
      kind: undefined,
    });
  });

  it('names who speaks in a group', () => {
    const row = sessionRow({
      room: roomPen({ kind: 'GROUP', name: '车队群' }),
      lastMessage: { ...last, sender: '张师傅' },
    });
    expect(previewOf(row, me.id)).toMatchObject({ said: 'person', name: '张师傅' });
    expect(sessionName(row)).toBe('车队群 · 梁志远');
    expect(sessionName(sessionRow())).toBe('梁志远');
  });

  it('tells me, a colleague, the model and the phone apart', () => {
    const said = (given: object): string | undefined =>
      previewOf(sessionRow({ lastMessage: { ...last, ...given } }), me.id)?.said;
    expect(said({ role: 'OPERATOR', user: me })).toBe('you');
    expect(said({ role: 'OPERATOR', user: chen })).toBe('person');
    expect(said({ role: 'OPERATOR', viaPhone: true })).toBe('phone');
    expect(said({ role: 'MODEL' })).toBe('model');
  });

  it('names what has no words', () => {
    expect(previewOf(sessionRow({ lastMessage: { ...last, kind: 'IMAGE', content: '' } }), me.id)).toMatchObject({
      kind: 'IMAGE',
      text: '',
    });
    expect(previewOf(sessionRow(), me.id)).toBeUndefined();
  });
});

describe('layOutInbox', () => {
  const waiting = [sessionRow({ id: '1', handoff: handoffFacts() })];
  const mine = [sessionRow({ id: '2' })];
  const list = [sessionRow({ id: '2' }), sessionRow({ id: '1', handoff: handoffFacts() }), sessionRow({ id: '3' })];
  const view: InboxView = {
    tab: 'ALL',
    searching: false,
    narrow: false,
    waiting,
    mine,
    list,
    counts: { waiting: 1, mine: 1, all: 9 },
  };

  it('shows who waits first, then mine, then the rest, each once, with its count', () => {
    const rows = layOutInbox(view);
    expect(rows.map((row) => row.id)).toEqual(['head-waiting', '1', 'head-mine', '2', 'head-rest', '3']);
    expect(rows.flatMap((row) => (row.kind === 'head' ? [row.count] : []))).toEqual([1, 1, 7]);
  });

  it('gives a waiting row the height of its timer, more of it on a phone', () => {
    const heights = (narrow: boolean) => layOutInbox({ ...view, narrow }).map((row) => row.height);
    expect(heights(false)).toEqual([28, 92, 28, 58, 28, 58]);
    expect(heights(true)).toEqual([28, 106, 28, 64, 28, 64]);
  });

  it('shows another tab or a search as the hub ordered it', () => {
    expect(layOutInbox({ ...view, tab: 'AI' }).map((row) => row.id)).toEqual(['2', '1', '3']);
    expect(layOutInbox({ ...view, searching: true }).map((row) => row.id)).toEqual(['2', '1', '3']);
  });

  it('shows what I have asked for among mine only, and does not count it among those who wait', () => {
    const asked = sessionRow({
      id: '1',
      room: roomPen({ owner: 'REQUESTED', requestedBy: me }),
      handoff: handoffFacts(),
    });
    const rows = layOutInbox({ ...view, waiting: [asked], mine: [asked, ...mine] });
    expect(rows.map((row) => row.id)).toEqual(['head-mine', '1', '2', 'head-rest', '3']);
  });

  it('leaves out sections that are empty', () => {
    expect(layOutInbox({ ...view, waiting: [], mine: [], list: [] })).toEqual([]);
  });

  it('steps over headings from one session to the next, and stops at the ends', () => {
    const rows = layOutInbox(view);
    expect(neighbourOf(rows, '1', 1)).toBe('2');
    expect(neighbourOf(rows, '3', -1)).toBe('2');
    expect(neighbourOf(rows, undefined, 1)).toBe('1');
    expect(neighbourOf(rows, undefined, -1)).toBe('3');
    expect(neighbourOf(rows, '3', 1)).toBeUndefined();
  });
});
