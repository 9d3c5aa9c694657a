import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { dirname, join } from 'node:path';
import { arm } from '../../crash-points.ts';
import type { Log } from '../../log.ts';
import { simulatorControl } from '../../texts.ts';
import type { WeChatDriver } from '../driver.ts';
import { openControl } from './control.ts';
import { startCrowd } from './crowd.ts';
import builtInQuestions from './questions.json' with { type: 'json' };
import { seededRandom } from './random.ts';
import { ScriptError, loadScript, playScript } from './script.ts';
import { SimulatedWeChat } from './simulated-wechat.ts';
import type { SimulatorConfig, ViewFaults } from './simulator-config.ts';
import { SimulatorDriver } from './simulator-driver.ts';
import { Transcript } from './transcript.ts';

/** Opens the simulated WeChat with its customers, its script and its control channel, and the driver that works it. */
export async function openSimulator(config: SimulatorConfig, log: Log): Promise<WeChatDriver> {
  const stopping = new AbortController();
  const random = seededRandom(config.seed);
  let faults: ViewFaults = config.faults;
  let quiet = false;
  const transcript = new Transcript(config.transcript);
  const history = transcript.load();
  const wechat = new SimulatedWeChat(transcript, config.accounts, () => random.between(0, faults.delayMs));
  const account = config.accounts[0] ?? '';
  if (config.crashAt !== undefined) arm(config.crashAt.point, config.crashAt.pass);
  const { pace } = config;
  const crowd = { ...config, seed: (config.seed + history.length) >>> 0 };
  startCrowd(crowd, {
    wechat,
    questions: loadQuestions(config.questions),
    pace,
    stopping: stopping.signal,
    isQuiet: () => quiet,
  });
  if (config.script !== undefined) {
    const from = history.reduce((last, entry) => Math.max(last, entry.step ?? -1), -1) + 1;
    void playScript(loadScript(config.script), { wechat, account, from, pace, stopping: stopping.signal });
  }
  let server: Server | undefined;
  if (config.controlPort !== undefined) {
    const setFaults = (changed: Partial<ViewFaults>): void => {
      faults = { ...faults, ...changed };
    };
    const setQuiet = (wanted: boolean): void => {
      quiet = wanted;
    };
    const control = await openControl({ wechat, transcript, account, setFaults, setQuiet }, config.controlPort);
    server = control.server;
    log.info(simulatorControl(control.port));
  }
  return new SimulatorDriver({
    wechat,
    faults: () => faults,
    visibleLines: config.visibleLines,
    mediaFolder: join(dirname(config.transcript), 'simulated-media'),
    random,
    onClose: async () => {
      stopping.abort();
      server?.close();
      server?.closeAllConnections();
    },
  });
}

function loadQuestions(path: string | undefined): readonly string[] {
  if (path === undefined) return builtInQuestions;
  const questions: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (
    Array.isArray(questions) &&
    questions.length > 0 &&
    questions.every((one): one is string => typeof one === 'string')
  )
    return questions;
  throw new ScriptError(`${path}: questions are a list of texts`);
}
