import type { Log } from './log.ts';
import { accountChanged } from './texts.ts';
import type { AccountState } from './wechat/driver.ts';

interface Known {
  readonly state: AccountState;
  /** The next whole scan is the first after a start, an unlock or a log-in. */
  readonly catchUp: boolean;
}

/** The WeChat logins this agent drives and how each is doing. */
export class Accounts {
  private readonly known = new Map<string, Known>();
  private readonly log: Log;

  constructor(log: Log) {
    this.log = log;
  }

  /** Takes what the driver says now. True when something changed. */
  update(states: readonly AccountState[]): boolean {
    let changed = false;
    for (const state of states) {
      const before = this.known.get(state.name);
      const same = before?.state.state === state.state && before.state.detail === state.detail;
      if (same) continue;
      changed = true;
      const unlocked = state.state === 'OK' && before?.state.state !== 'OK';
      this.known.set(state.name, { state, catchUp: unlocked || before?.catchUp === true });
      if (before !== undefined || state.state !== 'OK') this.log.info(accountChanged(state));
    }
    return changed;
  }

  isReady(account: string): boolean {
    return this.known.get(account)?.state.state === 'OK';
  }

  anyReady(): boolean {
    return this.all().some((account) => account.state === 'OK');
  }

  isCatchingUp(account: string): boolean {
    return this.known.get(account)?.catchUp === true;
  }

  anyCatchingUp(): boolean {
    return [...this.known.values()].some((account) => account.catchUp && account.state.state === 'OK');
  }

  /** A whole scan has been journaled: what comes now is news. */
  caughtUp(): void {
    for (const [name, account] of this.known) {
      if (account.catchUp && account.state.state === 'OK') this.known.set(name, { ...account, catchUp: false });
    }
  }

  /** The machine slept or the scan stood still: the next scan catches up again. */
  fellBehind(): void {
    for (const [name, account] of this.known) this.known.set(name, { ...account, catchUp: true });
  }

  all(): readonly AccountState[] {
    return [...this.known.values()].map((account) => account.state);
  }
}
