import type { FollowedFeed, Position } from '../../history/history.ts';
import type { Window } from './screens.ts';
import type { Actor, Stage } from './stage.ts';

/** Customers who write, and now and then a person who types on the phone. */
export class Crowd implements Actor {
  readonly name = 'crowd';
  readonly #stage: Stage;
  /** The window of a customer who never stops writing. */
  readonly #endless: Window | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#endless = stage.dice.chance(0.2) ? stage.dice.pick(stage.screens.windows) : undefined;
    if (this.#endless !== undefined) stage.count('history with an endless burst');
  }

  get endless(): Window | undefined {
    return this.#endless;
  }

  async step(): Promise<boolean> {
    const { calm, dice, screens } = this.#stage;
    if (calm) return this.#reveal();
    if (this.#endless === undefined && dice.chance(0.07)) {
      const window = dice.pick(screens.windows);
      this.#stage.count('phone types');
      screens.typed(window, { text: `手机${this.#stage.number()}`, at: this.#stage.now() });
      this.#stage.note(`phone of ${window.account}: types in ${window.name}`);
      return true;
    }
    if (dice.chance(0.1)) return this.#reveal();
    const window = this.#endless !== undefined && dice.chance(0.9) ? this.#endless : dice.pick(screens.windows);
    this.speak(window);
    return true;
  }

  /** One line of a customer. */
  speak(window: Window): void {
    const { dice, screens } = this.#stage;
    const text = dice.chance(0.15)
      ? '嗯'
      : dice.chance(0.06)
        ? `着火${this.#stage.number()}`
        : `问${this.#stage.number()}`;
    const sender = window.group ? dice.pick(['甲', '乙']) : null;
    const shown = screens.said(window, {
      sender,
      text,
      at: this.#stage.now(),
      hidden: this.#endless === undefined && dice.chance(0.05),
    });
    for (const { account, name } of shown) this.#stage.spoken.push({ account, window: name, text });
    this.#stage.note(`customer ${sender ?? window.name}: ${text} in ${window.name} of ${window.account}`);
  }

  /** Lines that could not be read can be read now. */
  #reveal(): boolean {
    const hidden = this.#stage.screens.windows.flatMap(({ lines }) => lines.filter((line) => line.hidden));
    for (const line of hidden) line.hidden = false;
    return hidden.length > 0;
  }
}

const STEPS = ['requests', 'phones', 'late', 'gone', 'unknown', 'handoffs'] as const;

/** What time does; independent of the workers. */
export class SimulatedSweeper implements Actor {
  readonly name = 'sweeper';
  readonly #stage: Stage;
  /** Count of the stage's writes at which a step had found nothing. */
  readonly #idle = new Map<string, number>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** One step in rough times; all of them in calm ones. */
  async step(): Promise<boolean> {
    const steps = this.#stage.calm ? STEPS : [this.#stage.dice.pick(STEPS)];
    let changed = 0;
    for (const step of steps) {
      const { writes } = this.#stage;
      if (this.#idle.get(step) === writes) continue;
      this.#idle.set(step, writes);
      const [row] = await this.#stage.ask<{ changed: number }>('sweep', step);
      if ((row?.changed ?? 0) > 0) this.#stage.note(`sweeper: ${step} ${row?.changed}`);
      changed += row?.changed ?? 0;
    }
    for (const { tenant_id: tenant, turn_id: turn } of await this.#stage.bed.database.call<{
      tenant_id: string;
      turn_id: string;
    }>('spent_claims', [])) {
      if (tenant !== this.#stage.tenantId) continue;
      const [row] = await this.#stage.ask<{ buried: boolean }>('bury', turn);
      if (row?.buried === true) this.#stage.note(`sweeper: buries ${turn}`);
      changed += row?.buried === true ? 1 : 0;
    }
    return changed > 0;
  }
}

/** A subscriber of everything, who reads when it can. */
export class FeedReader implements Actor {
  readonly name = 'reader';
  readonly #stage: Stage;
  readonly #events: Position[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get feed(): FollowedFeed {
    return { name: this.name, after: null, events: this.#events };
  }

  async step(): Promise<boolean> {
    const last = this.#events.at(-1) ?? { xid: '0', id: '0' };
    const limit = this.#stage.calm ? 1_000 : 1 + this.#stage.dice.below(20);
    const page = await this.#stage.ask<Position>('feed', last.xid, last.id, limit);
    this.#events.push(...page.map(({ xid, id }) => ({ xid, id })));
    return page.length > 0;
  }
}
