import type { Log } from '../../ports/log.ts';
import { FeedChannel } from './feed-channel.ts';
import type { FeedReader } from './feed-reader.ts';

export interface FeedLimits {
  /** Events kept for a tenant that has subscribers; whoever is further behind reads the database. */
  readonly ringCapacity: number;
  /** Longest time without looking, when no wake-up arrives. */
  readonly pollMs: number;
}

const LIMITS: FeedLimits = { ringCapacity: 1_024, pollMs: 1_000 };

/** Events read at once; a full page is followed by the next at once. */
const PAGE = 500;

/** Tenants read at the same time, so that news everywhere does not take every session of the database. */
const READERS = 4;

/** A tenant that nobody listens to is kept for this long: whoever was cut off comes back. */
const LINGER_MS = 30_000;

/** After a wake-up: its event stays invisible for as long as an older transaction runs, mostly a few milliseconds. */
const LOOK_AGAIN_MS = [8, 50, 200];

interface Entry {
  readonly channel: FeedChannel;
  lastRead: number;
  failing: boolean;
  again: NodeJS.Timeout | undefined;
}

/** Fills the rings of all tenants that have subscribers on this node. */
export class FeedTailer {
  readonly reader: FeedReader;
  readonly #log: Pick<Log, 'warn'>;
  readonly #limits: FeedLimits;
  readonly #opening = new Map<string, Promise<FeedChannel>>();
  readonly #entries = new Map<string, Entry>();
  readonly #due = new Set<Entry>();
  readonly #reading = new Map<Entry, Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #closed = false;

  constructor(given: { reader: FeedReader; log: Pick<Log, 'warn'>; limits: Partial<FeedLimits> | undefined }) {
    this.reader = given.reader;
    this.#log = given.log;
    this.#limits = { ...LIMITS, ...given.limits };
    this.#timer = setInterval(() => this.#look(), this.#limits.pollMs / 2);
    this.#timer.unref();
  }

  /** The tenant's channel with one subscriber more. */
  async open(tenantId: string): Promise<FeedChannel> {
    let opening = this.#opening.get(tenantId);
    if (opening === undefined) {
      opening = this.#start(tenantId);
      this.#opening.set(tenantId, opening);
    }
    const channel = await opening;
    channel.subscribers += 1;
    return channel;
  }

  leave(channel: FeedChannel): void {
    channel.subscribers -= 1;
    channel.lastUsed = performance.now();
  }

  /** Tells that a tenant may have news. */
  wake(tenantId: string): void {
    const entry = this.#entries.get(tenantId);
    if (entry === undefined || entry.channel.subscribers === 0) return;
    this.#read(entry);
    this.#lookAgain(entry, 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const { again } of this.#entries.values()) clearTimeout(again);
    await Promise.all(this.#reading.values());
  }

  async #start(tenantId: string): Promise<FeedChannel> {
    try {
      const channel = new FeedChannel(tenantId, await this.reader.head(tenantId), this.#limits.ringCapacity);
      this.#entries.set(tenantId, { channel, lastRead: performance.now(), failing: false, again: undefined });
      return channel;
    } catch (error) {
      this.#opening.delete(tenantId);
      throw error;
    }
  }

  /** Reads whom no wake-up has reached for too long, and lets go of those whom nobody listens to. */
  #look(): void {
    const now = performance.now();
    for (const [tenantId, entry] of this.#entries) {
      if (entry.channel.subscribers === 0 && now - entry.channel.lastUsed > LINGER_MS) {
        clearTimeout(entry.again);
        this.#entries.delete(tenantId);
        this.#opening.delete(tenantId);
      } else if (now - entry.lastRead >= this.#limits.pollMs / 2) {
        this.#read(entry);
      }
    }
  }

  #lookAgain(entry: Entry, step: number): void {
    clearTimeout(entry.again);
    const delay = LOOK_AGAIN_MS[step];
    if (delay === undefined) return;
    entry.again = setTimeout(() => {
      this.#read(entry);
      this.#lookAgain(entry, step + 1);
    }, delay);
    entry.again.unref();
  }

  #read(entry: Entry): void {
    this.#due.add(entry);
    this.#advance();
  }

  #advance(): void {
    if (this.#closed) return;
    for (const entry of this.#due) {
      if (this.#reading.size >= READERS) return;
      if (this.#reading.has(entry)) continue;
      this.#due.delete(entry);
      const reading = this.#fill(entry).finally(() => {
        this.#reading.delete(entry);
        this.#advance();
      });
      this.#reading.set(entry, reading);
    }
  }

  /** One page. A failure is left to the next look: subscribers wait, and nothing is lost. */
  async #fill(entry: Entry): Promise<void> {
    const { channel } = entry;
    entry.lastRead = performance.now();
    try {
      const events = await this.reader.page(channel.tenantId, channel.epoch, channel.ring.head, PAGE);
      entry.failing = false;
      if (events.length > 0) channel.push(events);
      if (events.length === PAGE) this.#due.add(entry);
    } catch (error) {
      if (!entry.failing) this.#log.warn('the feed cannot read events', error, { tenant: channel.tenantId });
      entry.failing = true;
    }
  }
}
