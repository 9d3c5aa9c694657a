import { describe, expect, it } from 'vitest';
import { healthOf, isHigh, sortAgents, worstAccount } from '../../console/composables/agents/agent-rules.ts';
import { createAlertGate, isUrgent } from '../../console/composables/alerts/alert-rules.ts';
import { answeredShare } from '../../console/composables/overview/use-overview.ts';
import { parsePreferences } from '../../console/composables/session/preferences-store.ts';
import { landingOf } from '../../console/composables/session/use-login.ts';
import { ageOf, dayOf, exactAgeOf } from '../../console/composables/shell/time-parts.ts';
import type { WxState } from '../../console/generated/graphql.ts';
import { agentFacts, alertFacts, at, NOON } from './support/fragments.ts';

describe('the alert gate', () => {
  const gate = () => createAlertGate(() => NOON);

  it('rings once for each customer who begins to wait', () => {
    const { rings } = gate();
    expect(rings(alertFacts({ openedAt: at(3) }))).toBe(true);
    expect(rings(alertFacts({ openedAt: at(3) }))).toBe(false);
    expect(rings(alertFacts({ id: '501', openedAt: at(4) }))).toBe(true);
  });

  it('is silent for what was waiting before, and for what is held or closed', () => {
    const { rings } = gate();
    expect(rings(alertFacts({ openedAt: at(-60) }))).toBe(false);
    expect(rings(alertFacts({ id: '502', state: 'HELD', openedAt: at(3) }))).toBe(false);
    expect(rings(alertFacts({ id: '503', state: 'CLOSED', openedAt: at(3) }))).toBe(false);
  });

  it('calls danger and complaint urgent', () => {
    expect(isUrgent({ reason: 'DANGER' })).toBe(true);
    expect(isUrgent({ reason: 'COMPLAINT' })).toBe(true);
    expect(isUrgent({ reason: 'LOW_CONFIDENCE' })).toBe(false);
  });
});

describe('the health of an agent', () => {
  const account = (id: string, state: WxState) => ({
    id,
    name: id,
    state,
    detail: null,
    sentLastMinute: 0,
    sentToday: 0,
  });

  it('goes by its worst account', () => {
    const agent = agentFacts({
      accounts: [account('a', 'OK'), account('b', 'WINDOW_MINIMIZED'), account('c', 'NOT_LOGGED_IN')],
    });
    expect(worstAccount(agent)?.id).toBe('c');
    expect(healthOf(agent)).toBe('bad');
    expect(healthOf(agentFacts({ accounts: [account('b', 'WINDOW_MINIMIZED')] }))).toBe('warn');
    expect(healthOf(agentFacts())).toBe('ok');
    expect(healthOf(agentFacts({ accounts: [] }))).toBe('warn');
  });

  it('is bad without contact, and out of use when somebody wants it so', () => {
    expect(healthOf(agentFacts({ status: 'OFFLINE' }))).toBe('bad');
    expect(healthOf(agentFacts({ status: 'OFFLINE', paused: true }))).toBe('off');
    expect(healthOf(agentFacts({ status: 'REVOKED' }))).toBe('off');
    expect(healthOf(agentFacts({ status: 'NEVER_SEEN' }))).toBe('off');
  });

  it('shows those that need a person first, revoked ones last', () => {
    const agents = [
      agentFacts({ id: '1', name: '甲', status: 'REVOKED' }),
      agentFacts({ id: '2', name: '乙' }),
      agentFacts({ id: '3', name: '丙', paused: true }),
      agentFacts({ id: '4', name: '丁', status: 'OFFLINE' }),
    ];
    expect(sortAgents(agents).map((agent) => agent.name)).toEqual(['丁', '乙', '丙', '甲']);
  });

  it('marks a computer that is too busy', () => {
    expect([isHigh('cpu', 80), isHigh('cpu', 81), isHigh('memory', 85), isHigh('memory', 86)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('times', () => {
  it('are as coarse as they are honest', () => {
    expect(ageOf(at(-59), NOON)).toEqual({ unit: 'now' });
    expect(ageOf(at(-60), NOON)).toEqual({ unit: 'minutes', n: 1 });
    expect(ageOf(at(-7199), NOON)).toEqual({ unit: 'hours', n: 1 });
    expect(ageOf(at(-200_000), NOON)).toEqual({ unit: 'days', n: 2 });
    expect(exactAgeOf(at(-8), NOON)).toEqual({ unit: 'seconds', n: 8 });
    expect(exactAgeOf(at(5), NOON)).toEqual({ unit: 'now' });
  });

  it('know the reader’s days', () => {
    const now = new Date(2026, 6, 14, 12).getTime();
    const on = (...day: [number, number, number, number]): string => dayOf(new Date(...day).toISOString(), now);
    expect(on(2026, 6, 14, 0)).toBe('today');
    expect(on(2026, 6, 13, 23)).toBe('yesterday');
    expect(on(2026, 0, 2, 3)).toBe('this-year');
    expect(on(2025, 11, 31, 23)).toBe('earlier');
  });
});

describe('preferences', () => {
  it('fall back setting by setting', () => {
    const defaults = { theme: 'system', language: 'zh-CN', sound: true, desktopNotice: false, panelOpen: true };
    expect(parsePreferences(null)).toEqual(defaults);
    expect(parsePreferences('not json')).toEqual(defaults);
    expect(parsePreferences('[]')).toEqual(defaults);
    expect(parsePreferences('{"theme":"dark","sound":"loud","panelOpen":false,"language":"en"}')).toEqual({
      ...defaults,
      theme: 'dark',
      language: 'en',
      panelOpen: false,
    });
  });
});

describe('landingOf', () => {
  it('goes only to places inside the console', () => {
    expect(landingOf('/agents?x=1')).toBe('/agents?x=1');
    expect(['https://evil.example', '//evil.example', '/\\evil.example', undefined, ['/a']].map(landingOf)).toEqual(
      Array.from({ length: 5 }, () => '/inbox'),
    );
  });
});

describe('answeredShare', () => {
  it('is unknown while nothing happened', () => {
    expect(answeredShare({ answered24h: 0, handedOff24h: 0 })).toBeUndefined();
    expect(answeredShare({ answered24h: 3, handedOff24h: 1 })).toBe(0.75);
  });
});
