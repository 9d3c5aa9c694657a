import { Accounts } from './accounts.ts';
import { Capture } from './capture/capture.ts';
import { pause, systemClock } from './clock.ts';
import type { AgentConfig } from './config.ts';
import { ConnectionLease } from './hub/connection-lease.ts';
import { Heartbeat } from './hub/heartbeat.ts';
import { Hub } from './hub/hub.ts';
import { MediaUploader } from './hub/media-uploader.ts';
import type { Log } from './log.ts';
import { Deliveries } from './outbox/deliveries.ts';
import { Drain } from './outbox/drain.ts';
import { JournalHealth } from './outbox/journal-health.ts';
import type { Journal } from './outbox/journal.ts';
import { Lines } from './outbox/lines.ts';
import { MediaStore } from './outbox/media-store.ts';
import { Reporter } from './outbox/reporter.ts';
import type { Sealer } from './outbox/sealer.ts';
import { Scanner } from './scanner.ts';
import { Signal } from './signal.ts';
import { started } from './texts.ts';
import type { DeskReply } from './typing/desk-reply.ts';
import { Feed } from './typing/feed.ts';
import { FenceKeeper } from './typing/fence-keeper.ts';
import { Fences } from './typing/fences.ts';
import { Recovery } from './typing/recovery.ts';
import { ReplyDesk } from './typing/reply-desk.ts';
import { RoomWorker } from './typing/room-worker.ts';
import { Typist } from './typing/typist.ts';
import { UiMutex } from './ui-mutex.ts';
import { AGENT_VERSION } from './version.ts';
import type { WeChatDriver } from './wechat/driver.ts';

/** When the agent stops, what is on its way gets this long to reach the hub. */
const LAST_REPORTS_MS = 2_000;

/** What an agent is made of; the caller opens and closes them. */
export interface AgentParts {
  readonly config: AgentConfig;
  readonly driver: WeChatDriver;
  readonly journal: Journal;
  readonly sealer: Sealer;
  readonly log: Log;
}

/** What reading and typing share: the journal's queues, the connection, the one mutex. */
function openCore(parts: AgentParts, stopping: AbortSignal, fail: (error: unknown) => void) {
  const { config, driver, journal, sealer, log } = parts;
  const clock = systemClock;
  const journalId = journal.id;
  const changed = new Signal();
  const mutex = new UiMutex();
  const accounts = new Accounts(log);
  const lines = new Lines(journal);
  const deliveries = new Deliveries(journal);
  const health = new JournalHealth(journal, log);
  const media = new MediaStore(config.cache.enabled ? config.cache.directory : null, sealer);
  const greeting = { journalId, version: AGENT_VERSION };
  const hub = new Hub({ url: config.server.url, ...config.client }, greeting, { log, clock });
  const onTrouble = (error: unknown): void => {
    if (!health.noteFull(error)) fail(error);
  };
  const uploader = new MediaUploader(hub, media, log);
  const reporter = new Reporter({ hub, journalId, lines, deliveries, uploader, clock, log });
  const drain = new Drain({ hub, reporter, stopping, onTrouble });
  const onJournaled = (): void => drain.wake();
  const capture = new Capture({ driver, accounts, journal, lines, deliveries, media, clock, onJournaled });
  const recovery = new Recovery({ capture, deliveries, accounts, clock });
  const heartbeat = new Heartbeat({
    hub,
    accounts,
    clock,
    log,
    journalId,
    version: AGENT_VERSION,
    linesTaken: () => capture.linesTaken,
    outboxDepth: () => lines.queued(),
    journalTrouble: () => health.trouble,
    intervalMs: config.heartbeat.enabled ? config.heartbeat.intervalSeconds * 1_000 : 0,
    onChange: () => changed.notify(),
  });
  const onDelivery = (): void => {
    drain.wake();
    changed.notify();
  };
  return {
    clock,
    journalId,
    changed,
    mutex,
    accounts,
    lines,
    deliveries,
    health,
    media,
    hub,
    drain,
    capture,
    recovery,
    heartbeat,
    onDelivery,
    onTrouble,
  };
}

type Core = ReturnType<typeof openCore>;

/** From the feed to the key: desk, fences, lease, typist. */
function openTyping(core: Core, parts: AgentParts, stopping: AbortSignal) {
  const {
    clock,
    journalId,
    changed,
    mutex,
    accounts,
    deliveries,
    hub,
    drain,
    capture,
    heartbeat,
    onDelivery,
    onTrouble,
  } = core;
  const { driver, log } = parts;
  const fences = new Fences();
  const lease = new ConnectionLease(hub, journalId, clock, () => changed.notify());
  const mayType = (reply: DeskReply): boolean =>
    !reply.gone.signal.aborted &&
    desk.synced &&
    lease.isHeld() &&
    !heartbeat.paused &&
    accounts.isReady(reply.account) &&
    fences.allows(reply);
  const isOpen = (reply: DeskReply): boolean =>
    mayType(reply) && core.recovery.isDone() && core.health.trouble === undefined;
  const keeper = new FenceKeeper({ hub, journalId, mutex, deliveries, clock, flush: () => drain.flushDeliveries() });
  const desk: ReplyDesk = new ReplyDesk({
    deliveries,
    fences,
    changed,
    log,
    onWork: (roomId) => void worker.work(roomId).catch(onTrouble),
    onFence: (roomId, fence, dropped) => void keeper.yieldTo(roomId, fence, dropped).catch(onTrouble),
    onDropped: (dropped) => void keeper.drop(dropped).catch(onTrouble),
  });
  const mayPress = (reply: DeskReply): boolean => mayType(reply) && reply.grantedIn === lease.term;
  const typist = new Typist({ driver, mutex, capture, deliveries, clock, mayType: mayPress });
  const { pacing } = parts.config.wechat;
  const worker = new RoomWorker({
    hub,
    journalId,
    desk,
    typist,
    deliveries,
    changed,
    clock,
    isOpen,
    term: () => lease.term,
    onDelivery,
    stopping,
    onTrouble,
    pacing,
  });
  return { lease, feed: new Feed(hub, desk) };
}

/** From the windows to the journal. */
function openScanner(core: Core, parts: AgentParts, stopping: AbortSignal, fail: (error: unknown) => void): Scanner {
  const { wechat, cache } = parts.config;
  return new Scanner({
    driver: parts.driver,
    mutex: core.mutex,
    accounts: core.accounts,
    capture: core.capture,
    recovery: core.recovery,
    health: core.health,
    lines: core.lines,
    deliveries: core.deliveries,
    media: core.media,
    clock: core.clock,
    log: parts.log,
    stopping,
    fail,
    intervalMs: wechat.checkIntervalSeconds * 1_000,
    cleanupDays: cache.cleanupDays,
    onStates: () => {
      core.heartbeat.beat();
      core.changed.notify();
    },
    onSettled: core.onDelivery,
  });
}

/**
 * Runs until `stop` is aborted; then finishes the bubble at hand, reports it and ends. Rejects with what makes going on
 * impossible: a damaged journal.
 */
export async function runAgent(parts: AgentParts, stop: AbortSignal): Promise<void> {
  const { promise: failure, reject: fail } = Promise.withResolvers<never>();
  const ending = new AbortController();
  const stopping = AbortSignal.any([stop, ending.signal]);
  const core = openCore(parts, stopping, fail);
  const { hub, drain, mutex, heartbeat } = core;
  const { lease } = openTyping(core, parts, stopping);
  const scanner = openScanner(core, parts, stopping, fail);
  parts.log.info(started(AGENT_VERSION, parts.driver.name, parts.journal.id));
  try {
    const stopped = new Promise<void>((resolve) => {
      stopping.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([failure, stopped, Promise.all([hub.run(), drain.run(), scanner.run()])]);
    await mutex.run(async () => undefined);
    await Promise.race([drain.flushDeliveries().catch(() => undefined), pause(LAST_REPORTS_MS)]);
  } finally {
    ending.abort();
    heartbeat.stop();
    lease.stop();
    await hub.stop();
  }
}
