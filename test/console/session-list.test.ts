import { describe, expect, it } from 'vitest';
import {
  appendPage,
  applyChange,
  belongsTo,
  compareIds,
  compareIn,
  type SessionList,
} from '../../console/composables/inbox/session-list.ts';
import type { InboxTab, SessionRowFragment } from '../../console/generated/graphql.ts';
import { at, handoffFacts, roomPen, sessionRow } from './support/fragments.ts';

const me = { id: '1', name: '林珊' };
const waiting = (id: string, openedAt: number, priority = 0): SessionRowFragment =>
  sessionRow({ id, handoff: handoffFacts({ id: `h${id}`, openedAt: at(openedAt), priority }) });
const active = (id: string, seconds: number): SessionRowFragment => sessionRow({ id, lastActiveAt: at(seconds) });
const ids = (list: SessionList): string[] => list.sessions.map((session) => session.id);
const view = (tab: InboxTab, searching = false) => ({ tab, meId: me.id, searching });

describe('belongsTo', () => {
  const rows: Record<string, SessionRowFragment> = {
    model: sessionRow(),
    waiting: waiting('1', 0),
    mine: sessionRow({ room: roomPen({ owner: 'HUMAN', ownerUser: me }) }),
    requested: sessionRow({ room: roomPen({ owner: 'REQUESTED', requestedBy: me }) }),
    'asked for and still waiting': sessionRow({
      room: roomPen({ owner: 'REQUESTED', requestedBy: me }),
      handoff: handoffFacts(),
    }),
    other: sessionRow({ room: roomPen({ owner: 'HUMAN', ownerUser: { id: '2', name: '陈默' } }) }),
    phone: sessionRow({ room: roomPen({ owner: 'PHONE' }) }),
    closed: sessionRow({ status: 'CLOSED' }),
  };
  const cases: [InboxTab, string[]][] = [
    ['WAITING', ['waiting', 'asked for and still waiting']],
    ['MINE', ['mine', 'requested', 'asked for and still waiting']],
    ['HUMAN', ['mine', 'requested', 'asked for and still waiting', 'other', 'phone']],
    ['AI', ['model']],
    ['ALL', ['model', 'waiting', 'mine', 'requested', 'asked for and still waiting', 'other', 'phone', 'closed']],
  ];
  it.each(cases)('puts into %s: %s', (tab, expected) => {
    const inside = Object.entries(rows).filter(([, row]) => belongsTo(tab, row, me.id));
    expect(inside.map(([name]) => name)).toEqual(expected);
  });
});

describe('the order of a tab', () => {
  it('is priority, then the longest wait, in the queue', () => {
    const rows = [waiting('1', 30), waiting('2', 10), waiting('3', 60, 2)];
    expect(rows.toSorted((a, b) => compareIn('WAITING', a, b)).map((row) => row.id)).toEqual(['3', '2', '1']);
  });

  it('is the last active first elsewhere, the newer session first in the same moment', () => {
    const rows = [active('8', 0), active('9', 60), active('10', 0)];
    expect(rows.toSorted((a, b) => compareIn('ALL', a, b)).map((row) => row.id)).toEqual(['9', '10', '8']);
  });

  it('compares ids as numbers, also beyond what a double can hold', () => {
    expect(compareIds('9', '10')).toBeLessThan(0);
    expect(compareIds('9007199254740993', '9007199254740992')).toBeGreaterThan(0);
    expect(compareIds('7', '7')).toBe(0);
  });
});

describe('applyChange', () => {
  const list: SessionList = { sessions: [active('3', 30), active('2', 20), active('1', 10)], complete: true };

  it('moves a session that spoke to its new place', () => {
    expect(ids(applyChange(list, active('1', 40), view('ALL')))).toEqual(['1', '3', '2']);
    expect(ids(applyChange(list, active('3', 25), view('ALL')))).toEqual(['3', '2', '1']);
  });

  it('adds a new one, and takes out what no longer belongs', () => {
    expect(ids(applyChange(list, active('4', 25), view('AI')))).toEqual(['3', '4', '2', '1']);
    expect(ids(applyChange(list, sessionRow({ id: '2', status: 'CLOSED' }), view('AI')))).toEqual(['3', '1']);
  });

  it('does not put anything behind the last one while the hub has more', () => {
    const partial = { ...list, complete: false };
    expect(ids(applyChange(partial, active('4', 5), view('ALL')))).toEqual(['3', '2', '1']);
    expect(ids(applyChange(list, active('4', 5), view('ALL')))).toEqual(['3', '2', '1', '4']);
    expect(ids(applyChange(partial, active('3', 5), view('ALL')))).toEqual(['2', '1', '3']);
  });

  it('adds nothing to the results of a search, but keeps them fresh', () => {
    expect(ids(applyChange(list, active('4', 99), view('ALL', true)))).toEqual(['3', '2', '1']);
    const closed = applyChange(
      list,
      sessionRow({ id: '2', status: 'CLOSED', lastActiveAt: at(20) }),
      view('ALL', true),
    );
    expect(closed.sessions.find((session) => session.id === '2')?.status).toBe('CLOSED');
  });

  it('leaves a list alone that the change does not concern', () => {
    expect(applyChange(list, sessionRow({ id: '77' }), view('WAITING'))).toBe(list);
  });
});

describe('appendPage', () => {
  it('shows a session that slid between two pages once', () => {
    const first: SessionList = { sessions: [active('3', 30), active('2', 20)], complete: false };
    const second: SessionList = { sessions: [active('2', 20), active('1', 10)], complete: true };
    expect(appendPage(first, second)).toEqual({
      sessions: [active('3', 30), active('2', 20), active('1', 10)],
      complete: true,
    });
  });
});
