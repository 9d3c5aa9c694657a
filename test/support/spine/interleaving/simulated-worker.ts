import type { Gathered, SettleResult } from '../spine-rows.ts';
import type { Actor, Stage } from './stage.ts';

/** A claim as one look of a worker brings it. */
interface Claim {
  readonly turnId: string;
  readonly token: string;
  readonly attempt: number;
  /** What the turn needs, as it stood when it was claimed. */
  readonly known: Gathered | null;
}

interface Held {
  readonly claim: Claim;
  gathered: Gathered | undefined;
}

/** A hub's worker with an instant scripted answerer: it dies, hangs, fails, waits for rate limits, and comes back. */
export class SimulatedWorker implements Actor {
  readonly name: string;
  readonly #stage: Stage;
  readonly #id: string;
  #held: Held[] = [];
  #died = false;
  /** Count of the stage's writes at which there was nothing to claim. */
  #idleAt = -1;

  /** Of what it could do for a turn it does this share: a slow model keeps it waiting. */
  readonly #pace: number;

  constructor(stage: Stage, id: string) {
    this.#pace = stage.dice.pick([1, 1, 0.4, 0.15]);
    this.name = `worker ${id}`;
    this.#stage = stage;
    this.#id = id;
  }

  async step(): Promise<boolean> {
    const { dice } = this.#stage;
    if (this.#died) return this.#comeBack();
    if (this.#stage.mishap(0.02)) {
      this.#held = [];
      this.#died = true;
      this.#note('dies');
      return true;
    }
    if (this.#held.length > 0 && (this.#stage.mishap(0.1) || this.#waits())) return this.#renew();
    const held = this.#held.length === 0 || dice.chance(0.2) ? undefined : dice.pick(this.#held);
    return (held === undefined ? false : this.#work(held)) || this.#claim();
  }

  #waits(): boolean {
    return !this.#stage.calm && !this.#stage.dice.chance(this.#pace);
  }

  #note(text: string): void {
    this.#stage.note(`${this.name}: ${text}`);
  }

  #call<Row extends object>(
    fn: 'claim_due' | 'renew_claims' | 'release_claims' | 'replan' | 'fail_attempt' | 'postpone',
    ...args: readonly unknown[]
  ): Promise<Row[]> {
    return this.#stage.bed.database.call<Row>(fn, args);
  }

  async #comeBack(): Promise<boolean> {
    await this.#call('release_claims', this.#id, false);
    this.#died = false;
    this.#note('is back');
    return true;
  }

  async #claim(): Promise<boolean> {
    const held = this.#held[0];
    if (held !== undefined && this.#stage.calm) return this.#work(held);
    const { writes } = this.#stage;
    if (this.#idleAt === writes) return false;
    const [look] = await this.#call<{ claimed: readonly Claim[] }>('claim_due', this.#id, 2);
    const claims = look?.claimed ?? [];
    if (claims.length === 0) this.#idleAt = writes;
    this.#held.push(...claims.map((claim) => ({ claim, gathered: claim.known ?? undefined })));
    if (claims.length > 0)
      this.#note(`claims ${claims.map(({ turnId, attempt }) => `${turnId} (${attempt})`).join(', ')}`);
    return claims.length > 0;
  }

  async #renew(): Promise<boolean> {
    const kept = await this.#call<{ attempt_token: string }>('renew_claims', this.#id);
    this.#held = this.#held.filter(({ claim }) => kept.some((row) => row.attempt_token === claim.token));
    return true;
  }

  async #work(held: Held): Promise<boolean> {
    const { claim } = held;
    if (this.#stage.mishap(0.04)) {
      await this.#call('fail_attempt', claim.turnId, claim.token, 300);
      this.#note(`fails at ${claim.turnId}`);
      return this.#drop(held);
    }
    if (held.gathered === undefined) {
      const [row] = await this.#stage.ask<{ gathered: Gathered }>('gather', claim.turnId, claim.token);
      held.gathered = row?.gathered;
      return row === undefined ? this.#drop(held) : true;
    }
    if (this.#stage.mishap(0.03)) {
      await this.#call('postpone', claim.turnId, claim.token, new Date(Date.now() + 6_000));
      this.#note(`postpones ${claim.turnId}`);
      return this.#drop(held);
    }
    return this.#settle(held, held.gathered);
  }

  async #settle(held: Held, gathered: Gathered): Promise<boolean> {
    const { claim } = held;
    const payload = {
      turnId: claim.turnId,
      token: claim.token,
      revision: gathered.turn.revision,
      fence: gathered.room.fence,
      trace: {},
      ...this.#decide(),
    };
    const [answer] = await this.#stage.ask<{ result: SettleResult }>('settle', JSON.stringify(payload));
    const state = answer?.result.state;
    this.#note(`settles ${claim.turnId} as ${payload.outcome}: ${state}`);
    if (state === 'settled') {
      const lines = gathered.lines.map(({ id }) => id);
      this.#stage.answers.push({ turnId: claim.turnId, outcome: payload.outcome, lines });
    }
    if (state !== 'replan') return this.#drop(held);
    await this.#call('replan', claim.turnId, claim.token);
    held.gathered = undefined;
    return true;
  }

  #drop(held: Held): boolean {
    this.#held = this.#held.filter((other) => other !== held);
    return true;
  }

  #decide(): { readonly outcome: string; readonly [key: string]: unknown } {
    const { dice } = this.#stage;
    const bubbles = (most: number): string[] =>
      Array.from({ length: 1 + dice.below(most) }, () => `答${this.#stage.number()}`);
    const notice = dice.chance(0.7) ? `通知${this.#stage.number()}` : null;
    return dice.weighted<() => { readonly outcome: string; readonly [key: string]: unknown }>([
      [12, () => ({ outcome: 'replied', bubbles: bubbles(3) })],
      [2, () => ({ outcome: 'clarified', bubbles: bubbles(1), clarify: true })],
      [2, () => ({ outcome: 'handed_off', handoffReason: 'LOW_CONFIDENCE', notice })],
      [1, () => ({ outcome: 'no_reply_needed' })],
      [1, () => ({ outcome: 'suppressed_by_rule' })],
    ])();
  }
}
