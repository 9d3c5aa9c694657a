import type { AgentFactsFragment, WxState } from '../../generated/graphql.ts';

/** What an agent's computer needs, worst first: a person, a look, nothing; or it is out of use. */
export type AgentHealth = 'bad' | 'warn' | 'ok' | 'off';

/** States of WeChat that stop all work until a person does something at that computer. */
const STOPPED = new Set<WxState>(['NOT_LOGGED_IN', 'UI_TREE_HIDDEN', 'UNSUPPORTED_VERSION', 'SESSION_LOCKED']);
const ORDER: readonly AgentHealth[] = ['bad', 'warn', 'ok', 'off'];

/** The account that needs a person most; the first one when all are well. */
export function worstAccount(agent: AgentFactsFragment): AgentFactsFragment['accounts'][number] | undefined {
  const { accounts } = agent;
  return (
    accounts.find((account) => STOPPED.has(account.state)) ??
    accounts.find((account) => account.state !== 'OK') ??
    accounts[0]
  );
}

/** How an agent is. Paused and revoked ones are out of use by will, not ill. */
export function healthOf(agent: AgentFactsFragment): AgentHealth {
  if (agent.status === 'REVOKED' || agent.status === 'NEVER_SEEN' || agent.paused) return 'off';
  if (agent.status === 'OFFLINE') return 'bad';
  const state = worstAccount(agent)?.state;
  if (state === undefined) return 'warn';
  if (STOPPED.has(state)) return 'bad';
  return state === 'OK' ? 'ok' : 'warn';
}

/** Those that need a person first, then by name; revoked ones last. */
export function sortAgents(agents: Iterable<AgentFactsFragment>): AgentFactsFragment[] {
  const rank = (agent: AgentFactsFragment): number =>
    ORDER.indexOf(healthOf(agent)) + (agent.status === 'REVOKED' ? 1 : 0);
  return Array.from(agents).toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'zh-CN'));
}

/** Above these shares a computer slows the agent down (percent). */
const HIGH = { cpu: 80, memory: 85 } as const;

export function isHigh(kind: keyof typeof HIGH, percent: number): boolean {
  return percent > HIGH[kind];
}
