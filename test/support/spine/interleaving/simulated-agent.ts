import { allows, type AgentBody } from './agent-body.ts';
import { agentMishap } from './agent-mishap.ts';
import { captureStep, reportStep } from './agent-capture.ts';
import { emptyJournal, newProcess, type DeskReply, type Journal, type Process } from './agent-journal.ts';
import { dropFenced, followFeed, positionFeed, syncFeed } from './agent-feed.ts';
import { recoverStep, typingStep } from './agent-typing.ts';
import type { Actor, SeatedAgent, Stage } from './stage.ts';

type Move = () => Promise<boolean>;

/** The margin by which an agent stops typing before its lease ends. */
const LEASE_MS = 8_000;

/** The program beside WeChat as the design describes it: journal, lease, fence, read-back; it may die between any two steps. */
export class SimulatedAgent implements Actor, AgentBody {
  readonly name: string;
  readonly stage: Stage;
  readonly seat: SeatedAgent;
  readonly hubs: AgentBody['hubs'];
  journal: Journal;
  process: Process | undefined;
  /** Steps for which the machine gives it no time (half dead). */
  stopped = 0;
  /** It never comes back. */
  away = false;
  #starts = 0;

  constructor(stage: Stage, seat: SeatedAgent, hubs: AgentBody['hubs']) {
    this.name = `agent ${seat.account}`;
    this.stage = stage;
    this.seat = seat;
    this.hubs = hubs;
    this.journal = emptyJournal(`journal ${stage.number()}`, false);
  }

  note(text: string): void {
    this.stage.note(`${this.name}: ${text}`);
  }

  /** As an operator would have to know it. */
  get condition(): 'online' | 'offline' | 'half dead' {
    const { process, stage } = this;
    if (process === undefined) return 'offline';
    return this.stopped === 0 && process.feed === 'synced' && stage.now() < process.leaseUntil ? 'online' : 'half dead';
  }

  nextConnection(): string {
    this.#starts += 1;
    return `${this.journal.id}/${this.#starts}`;
  }

  /** Starts, connects and takes the lease without a pause. */
  async arrive(): Promise<void> {
    this.process = newProcess(this.nextConnection());
    while (this.process !== undefined && (await this.#connection(this.process)));
  }

  /** Reads what its windows show and reports all of it. */
  async readAndReport(): Promise<void> {
    while (await captureStep(this));
    while (this.process !== undefined && (await reportStep(this, this.process)));
  }

  async step(): Promise<boolean> {
    const { stage, process } = this;
    if (this.away) return false;
    if (this.stopped > 0 && !stage.calm) {
      this.stopped -= 1;
      return true;
    }
    this.stopped = 0;
    if (process === undefined) return this.#start();
    const moves: (readonly [number, Move])[] = [
      [6, () => this.#connection(process)],
      [4, () => followFeed(this, process)],
      [4, () => this.#acknowledge(process)],
      [4, () => this.#flush(process)],
      [8, () => typingStep(this, process)],
      [2, () => recoverStep(this, process)],
      [4, () => captureStep(this)],
      [5, () => reportStep(this, process)],
    ];
    if (stage.mishap(process.typing === undefined ? 0.02 : 0.16)) {
      agentMishap(this, process);
      return true;
    }
    // The chosen move may find nothing to do: then the others are tried, so that a step is never wasted.
    const first = stage.dice.weighted(moves);
    for (const move of [first, ...moves.map(([, other]) => other).filter((other) => other !== first)]) {
      if (await move()) return true;
    }
    return false;
  }

  /** Whether everything it knows has reached the hub. */
  quiet(): boolean {
    const { journal, process } = this;
    if (this.away) return true;
    return (
      journal.lines.every(({ acknowledged }) => acknowledged) &&
      [...journal.deliveries.values()].every(({ reported }) => reported) &&
      process?.feed === 'synced' &&
      process.desk.size === 0 &&
      process.typing === undefined &&
      process.owed.length === 0
    );
  }

  /** The process dies where it is. */
  crash(why: string): void {
    this.process = undefined;
    this.note(`dies ${why}`);
  }

  /** After a call: the answer may never be heard, because the process died or the call came from one that is gone. */
  deaf(process: Process, what: string): boolean {
    if (this.process !== process) return true;
    if (!this.stage.mishap(0.04)) return false;
    this.crash(`before it hears of ${what}`);
    return true;
  }

  mayType(process: Process, reply: DeskReply): boolean {
    return process.feed === 'synced' && this.stage.now() < process.leaseUntil && allows(process, reply);
  }

  async #start(): Promise<boolean> {
    if (!this.stage.calm && this.stage.dice.chance(0.6)) return false;
    this.process = newProcess(this.nextConnection());
    this.note('starts');
    return true;
  }

  async #connection(process: Process): Promise<boolean> {
    const { stage } = this;
    const now = stage.now();
    if (process.feed === 'unknown') {
      await stage.ask('connect_agent', this.seat.id, this.journal.id, process.connection);
      if (this.process !== process) return true;
      process.feed = 'announced';
      this.note(`connects as ${process.connection}`);
      return true;
    }
    if (process.feed === 'announced') return positionFeed(this, process);
    if (process.feed === 'positioned') return syncFeed(this, process);
    if (now < process.renewedAt + 3_000) return false;
    const [lease] = await stage.ask<{ connected: boolean }>(
      'renew_connection',
      this.seat.id,
      this.journal.id,
      process.connection,
    );
    if (this.deaf(process, 'its lease')) return true;
    process.renewedAt = now;
    if (now >= process.leaseUntil) process.lease += 1;
    process.leaseUntil = lease?.connected === true ? now + LEASE_MS : 0;
    this.note(lease?.connected === true ? 'holds the lease' : 'does not get the lease');
    return true;
  }

  async #acknowledge(process: Process): Promise<boolean> {
    const owed = process.owed[0];
    const pending = [...this.journal.deliveries.values()].some(({ reported }) => !reported);
    if (owed === undefined || pending || process.typing?.phase === 'typed') return false;
    await this.stage.ask('acknowledge_fence', this.seat.id, this.journal.id, owed.room, owed.fence);
    if (this.deaf(process, 'its acknowledgement')) return true;
    process.owed.shift();
    this.note(`acknowledges fence ${owed.fence} of room ${owed.room}`);
    return true;
  }

  async #flush(process: Process): Promise<boolean> {
    if (process.feed === 'unknown') return false;
    const open = [...this.journal.deliveries].filter(([, { reported }]) => !reported).slice(0, 3);
    if (open.length === 0) return false;
    const items = open.map(([replyId, { step }]) => ({ replyId, state: step }));
    await this.#report(items);
    if (this.deaf(process, 'its report')) return true;
    for (const [replyId, { step }] of open) {
      if (this.journal.deliveries.get(replyId)?.step === step)
        this.journal.deliveries.set(replyId, { step, reported: true });
    }
    this.note(`reports ${items.map(({ replyId, state }) => `${replyId.slice(0, 4)} ${state}`).join(', ')}`);
    return true;
  }

  /** Says what became of bubbles; now and then it contradicts itself about one that the hub knows to be typed. */
  async #report(items: readonly { readonly replyId: string; readonly state: string }[]): Promise<void> {
    const say = (each: typeof items): Promise<{ reply_id: string; state: string }[]> =>
      this.stage.ask('report_deliveries', this.seat.id, this.journal.id, JSON.stringify(each));
    const known = (await say(items)).find(({ state }) => state === 'typed' || state === 'confirmed');
    const { calm, dice } = this.stage;
    if (known === undefined || calm || this.condition !== 'online' || !dice.chance(0.3)) return;
    this.note(`contradicts itself about ${known.reply_id.slice(0, 4)}`);
    await say([{ replyId: known.reply_id, state: 'VOID' }]);
  }

  takeFence(process: Process, room: string, fence: number): void {
    process.fences.set(room, Math.max(fence, process.fences.get(room) ?? 0));
    process.owed.push({ room, fence });
    dropFenced(this, process);
  }
}
