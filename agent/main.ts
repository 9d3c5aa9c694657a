import { parseArgs } from 'node:util';
import { runAgent } from './agent.ts';
import { ConfigError, loadConfig, type AgentConfig } from './config.ts';
import { consoleLog } from './log.ts';
import { JournalFault } from './outbox/journal-fault.ts';
import { JournalKeyError, fileKeyStore } from './outbox/journal-key.ts';
import { Journal } from './outbox/journal.ts';
import { Sealer } from './outbox/sealer.ts';
import {
  journalLocked,
  journalNoRoom,
  journalSetAside,
  keyNotWritable,
  keyUnusable,
  memoryOnly,
  stopping,
  usage,
} from './texts.ts';
import type { WeChatDriver } from './wechat/driver.ts';
import { openDriver } from './wechat/open-driver.ts';

/** Exit codes: 0 stopped as asked, 1 could not go on, 2 wrong use or configuration. */
const STOPPED = 0;
const FAILED = 1;
const MISUSED = 2;

const log = consoleLog();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(FAILED);
    log.info(stopping());
    stop.abort();
  });
}

process.exitCode = await main();
// Timers of a connection that was cut may still wait; nothing of theirs is needed.
process.exit();

async function main(): Promise<number> {
  const config = readConfig();
  if (config === undefined) return MISUSED;
  const sealer = openSealer(config);
  if (sealer === undefined) return FAILED;
  const driver = await openDriver(config.wechat.driver, log);
  try {
    return await runUntilStopped(config, driver, sealer);
  } finally {
    await driver.close();
  }
}

/** A journal damaged while we run is set aside like one found damaged, and the agent goes on with a new one. */
async function runUntilStopped(config: AgentConfig, driver: WeChatDriver, sealer: Sealer): Promise<number> {
  for (let distrusted = false; ; distrusted = true) {
    const journal = openJournal(config, sealer, distrusted);
    if (journal === undefined) return FAILED;
    try {
      await runAgent({ config, driver, journal, sealer, log }, stop.signal);
      return STOPPED;
    } catch (error) {
      if (!(error instanceof JournalFault) || error.code !== 'BROKEN') throw error;
    } finally {
      journal.close();
    }
  }
}

function readConfig(): AgentConfig | undefined {
  let path: string | undefined;
  try {
    path = parseArgs({ options: { config: { type: 'string', short: 'c' } } }).values.config;
  } catch {
    path = undefined;
  }
  if (path === undefined) {
    log.error(usage());
    return undefined;
  }
  try {
    const { config, warnings } = loadConfig(path);
    for (const warning of warnings) log.warn(warning);
    if (!config.cache.enabled) log.warn(memoryOnly());
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const fault of error.faults) log.error(fault);
    return undefined;
  }
}

function openSealer(config: AgentConfig): Sealer | undefined {
  const { keyFile, encryption } = config.cache;
  try {
    return new Sealer(fileKeyStore(keyFile).load(), encryption);
  } catch (error) {
    if (error instanceof JournalKeyError) log.error(keyUnusable(error.path));
    else if (error instanceof Error && 'code' in error) log.error(keyNotWritable(keyFile, String(error.code)));
    else throw error;
    return undefined;
  }
}

function openJournal(config: AgentConfig, sealer: Sealer, distrusted: boolean): Journal | undefined {
  const { enabled, directory } = config.cache;
  const options = { directory: enabled ? directory : null, sealer, distrusted };
  try {
    return Journal.open(options, (fault, keptAs) => log.error(journalSetAside(fault.code, keptAs)));
  } catch (error) {
    if (!(error instanceof JournalFault)) throw error;
    log.error(error.code === 'LOCKED' ? journalLocked(directory) : journalNoRoom(directory));
    return undefined;
  }
}
