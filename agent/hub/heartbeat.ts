import type { Accounts } from '../accounts.ts';
import type { Clock } from '../clock.ts';
import { HeartbeatDocument } from '../generated/graphql.ts';
import type { Log } from '../log.ts';
import { pausedByHub } from '../texts.ts';
import { Figures } from './figures.ts';
import type { Hub } from './hub.ts';

/** What a heartbeat tells, asked for when it is sent. */
export interface HeartbeatSources {
  readonly hub: Hub;
  readonly journalId: string;
  readonly version: string;
  readonly accounts: Accounts;
  readonly linesTaken: () => number;
  readonly outboxDepth: () => number;
  /** Code of a trouble with the journal, shown beside each account. */
  readonly journalTrouble: () => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 sends none; the hub then counts this agent as offline. */
  readonly intervalMs: number;
  /** Called when the hub pauses this agent or lets it go on. */
  readonly onChange: () => void;
}

/** Tells the hub how this agent is doing, and hears whether it may type at all. */
export class Heartbeat {
  private readonly sources: HeartbeatSources;
  private readonly figures = new Figures();
  private timer: NodeJS.Timeout | undefined;
  private held = false;

  constructor(sources: HeartbeatSources) {
    this.sources = sources;
    this.figures.cpuPercent();
    sources.hub.onConnected(() => this.start());
    sources.hub.onDisconnected(() => this.stop());
  }

  /** An administrator holds this agent: it reads but does not type. */
  get paused(): boolean {
    return this.held;
  }

  /** Sends one now, because something worth telling changed. */
  beat(): void {
    if (this.sources.hub.connected && this.sources.intervalMs > 0) void this.send();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private start(): void {
    this.stop();
    if (this.sources.intervalMs === 0) return;
    this.timer = setInterval(() => void this.send(), this.sources.intervalMs);
    void this.send();
  }

  private async send(): Promise<void> {
    const { hub, journalId, version, accounts, clock } = this.sources;
    const sent = clock.now();
    const trouble = this.sources.journalTrouble();
    const input = {
      journalId,
      version,
      cpuPercent: this.figures.cpuPercent(),
      memoryPercent: this.figures.memoryPercent(),
      wxOnline: accounts.anyReady(),
      messagesProcessed: this.sources.linesTaken(),
      outboxDepth: this.sources.outboxDepth(),
      at: new Date(sent).toISOString(),
      accounts: accounts.all().map(({ name, state, detail }) => ({ name, state, detail: trouble ?? detail ?? null })),
    };
    try {
      const { heartbeat } = await hub.call(HeartbeatDocument, { input });
      hub.measuredSkew((sent + clock.now()) / 2 - Date.parse(heartbeat.serverTime));
      this.hear(heartbeat.paused);
    } catch {
      // The next heartbeat tells the same; the hub counts the silence itself.
    }
  }

  private hear(paused: boolean): void {
    if (paused === this.held) return;
    this.held = paused;
    this.sources.log.info(pausedByHub(paused));
    this.sources.onChange();
  }
}
