import { randomUUID } from 'node:crypto';
import { AppError } from '../../../../server/ports/errors.ts';
import type { SqlFunction } from '../../../../server/ports/database.ts';
import type { Acknowledged, Answered, CommandHeard, Spoken, Typed } from '../../history/history.ts';
import type { SpineBed } from '../spine-bed.ts';
import { Dice } from './dice.ts';
import { GROUP, Screens, type ScreenLine } from './screens.ts';

/** Someone who acts in a history, one atomic step at a time. */
export interface Actor {
  readonly name: string;
  /** Does one step; false when there was nothing to do. */
  step(): Promise<boolean>;
}

export interface SeatedAgent {
  readonly id: string;
  readonly account: string;
  readonly accountId: string;
}

const READING: ReadonlySet<SqlFunction> = new Set([
  'feed',
  'feed_head',
  'pending_feed',
  'gather',
  'claim_due',
  'spent_claims',
  'chat_tail',
]);

/** Windows that a history may have: few make its actors meet, many let them pass each other by. */
const PLACES = [
  [['号甲', '张三']],
  [
    ['号甲', '张三'],
    ['号甲', '李四'],
  ],
  [
    ['号甲', GROUP],
    ['号乙', GROUP],
  ],
  [
    ['号甲', '张三'],
    ['号乙', '王五'],
  ],
  [
    ['号甲', '张三'],
    ['号甲', '李四'],
    ['号甲', GROUP],
    ['号乙', '王五'],
    ['号乙', GROUP],
  ],
] as const;

/** What all actors of one history share: the database, its clock, the windows, chance, and what is remembered for the checker. */
export class Stage {
  readonly bed: SpineBed;
  readonly dice: Dice;
  readonly tenantId = randomUUID();
  readonly screens: Screens;
  agents: readonly SeatedAgent[] = [];
  users: readonly string[] = [];
  /** Nothing goes wrong any more, and nobody begins anything new. */
  calm = false;
  readonly trace: string[] = [];
  readonly typed: Typed[] = [];
  readonly spoken: Spoken[] = [];
  readonly acknowledged: Acknowledged[] = [];
  /** Lines of windows whose receipts were heard. */
  readonly received = new Set<ScreenLine>();
  readonly answers: Answered[] = [];
  /** What was done or met in it, by name. */
  readonly counted = new Map<string, number>();
  /** Rooms in which an agent is typing just now: where an operator or a phone makes the most trouble. */
  beingTyped: () => readonly string[] = () => [];
  conditionOf: (agentId: string) => string = () => 'offline';
  readonly commands: (CommandHeard & { readonly heard: string[] })[] = [];
  /** How bad the day is: histories without a mishap are as worth looking at as those full of them. */
  readonly #bad: number;
  #shift = 0;
  #passed = performance.now();
  #numbers = 0;

  /** Counts what may have left events, so that nobody reads a feed in vain. */
  writes = 0;

  constructor(bed: SpineBed, seed: number) {
    const { database } = bed;
    this.bed = {
      ...bed,
      database: {
        ...database,
        call: async <Row extends object>(fn: SqlFunction, args: readonly unknown[]): Promise<Row[]> => {
          let idle = READING.has(fn);
          try {
            const rows = await database.call<Row>(fn, args);
            idle ||= fn === 'sweep' && (rows[0] as { changed?: number } | undefined)?.changed === 0;
            return rows;
          } finally {
            // One that was refused held the feed back while it ran.
            if (!idle) this.writes += 1;
          }
        },
      },
    };
    this.dice = new Dice(seed);
    this.#bad = this.dice.pick([0, 0.5, 1, 1, 2, 4]);
    this.screens = new Screens(this.dice.pick(PLACES));
  }

  async open(): Promise<void> {
    const accounts = [...new Set(this.screens.windows.map(({ account }) => account))];
    // The first heartbeat names the accounts, before any line is reported.
    const [row] = await this.bed.owner<{ users: string[]; agents: SeatedAgent[] }>(
      `with t as (insert into tenant (id, name) values ($1, 'interleaving')),
         u as (insert into app_user (tenant_id, email, name, role) select $1, n, n, 'operator' from unnest(array['小王', '小李']) n returning id),
         g as (insert into agent (tenant_id, name) select $1, n from unnest($2::text[]) n returning id, name),
         a as (insert into account (tenant_id, agent_id, name) select $1, id, name from g returning id, agent_id, name)
       select (select jsonb_agg(id::text order by id) from u) as users,
         (select jsonb_agg(jsonb_build_object('id', agent_id::text, 'account', name, 'accountId', id::text) order by id) from a) as agents`,
      [this.tenantId, accounts],
    );
    this.users = row?.users ?? [];
    this.agents = row?.agents ?? [];
  }

  /** Removes what the history left where others would stumble over it. */
  async close(): Promise<void> {
    await this.bed.owner('delete from turn_claim where tenant_id = $1', [this.tenantId]);
  }

  /** Milliseconds by the clock that the rows follow. */
  now(): number {
    return performance.now() + this.#shift;
  }

  /** Lets the time be `ms` later than when it passed last, whatever the machine needed meanwhile. */
  async pass(ms: number): Promise<void> {
    const left = Math.max(0, ms - (performance.now() - this.#passed));
    await this.bed.owner('select spine_let_pass_quick($1, $2)', [this.tenantId, left / 1000]);
    this.#shift += left;
    this.#passed = performance.now();
    // Another database's transaction may have held a feed back: whoever reads looks again.
    this.writes += 1;
    this.note(`⏱ ${ms} ms`);
  }

  /** A number nobody had before, for texts and ids: the same in every run of a seed. */
  number(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  count(what: string): void {
    this.counted.set(what, (this.counted.get(what) ?? 0) + 1);
  }

  note(text: string): void {
    this.trace.push(text);
  }

  /** Something that now and then goes wrong, while anything may. */
  mishap(probability: number): boolean {
    return this.dice.chance(Math.min(0.5, probability * this.#bad)) && !this.calm;
  }

  ask<Row extends object>(fn: SqlFunction, ...args: readonly unknown[]): Promise<Row[]> {
    return this.bed.database.call<Row>(fn, [this.tenantId, ...args]);
  }

  rows<Row extends object>(sql: string, ...parameters: readonly unknown[]): Promise<Row[]> {
    return this.bed.owner<Row>(sql, [this.tenantId, ...parameters]);
  }
}

/** The code of an expected refusal; anything else is thrown on. */
export function refusalOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  throw error;
}
