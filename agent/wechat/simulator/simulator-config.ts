import { resolve } from 'node:path';
import type { ConfigSection } from '../../config-section.ts';
import { CRASH_POINTS, isCrashPoint, type CrashPoint } from '../../crash-points.ts';

/** How far the simulator lies about its windows; shares are 0–1 and drawn anew on each scan. */
export interface ViewFaults {
  /** Share of scans that leave a window out. */
  readonly drop: number;
  /** Milliseconds until a line shows up in its window, at most. */
  readonly delayMs: number;
  /** Share of scans in which one line stands there twice. */
  readonly duplicate: number;
  /** Share of scans in which two neighbours are swapped. */
  readonly reorder: number;
  /** Share of scans in which one line is missing. */
  readonly hide: number;
  /** Share of own bubbles that never show up after Enter. */
  readonly loseEcho: number;
  /** Share of openings after which another window comes to the front before Enter. */
  readonly wrongChat: number;
  /** Milliseconds each step at a window takes, at most. */
  readonly uiMs: number;
  /** none: lines carry no UI ids; stable: one id as long as the process lives; changing: a new one each scan. */
  readonly uiIds: 'none' | 'stable' | 'changing';
}

export interface SimulatorConfig {
  /** JSON lines: everything that ever appeared in the windows. Is the simulated WeChat's memory and the tests' ground truth. */
  readonly transcript: string;
  /** WeChat logins. */
  readonly accounts: readonly string[];
  /** Port of the control channel on 127.0.0.1; 0 takes a free one, undefined opens none. */
  readonly controlPort: number | undefined;
  /** Generated customers who chat by themselves. */
  readonly customers: number;
  /** Generated groups. */
  readonly groups: number;
  /** Factor on the pauses of generated customers: below 1 is hastier. */
  readonly pace: number;
  readonly seed: number;
  /** JSON list of questions the generated customers ask; undefined takes the built-in list on charging piles. */
  readonly questions: string | undefined;
  /** JSON script played once; undefined plays none. */
  readonly script: string | undefined;
  /** Lines a window shows without scrolling. */
  readonly visibleLines: number;
  readonly faults: ViewFaults;
  readonly crashAt: { readonly point: CrashPoint; readonly pass: number } | undefined;
}

const SHARE = { min: 0, max: 1, fallback: 0 };

/** Reads wechat.simulator; KEFU_SIMULATOR_CRASH (`point` or `point:pass`) stands above crash_at. */
export function readSimulatorConfig(section: ConfigSection, folder: string): SimulatorConfig {
  const faults = section.section('faults');
  const accounts = section.texts('accounts');
  const port = section.number('control_port', { min: -1, max: 65_535, fallback: -1, whole: true });
  const questions = section.optionalText('questions');
  const script = section.optionalText('script');
  const config: SimulatorConfig = {
    transcript: resolve(folder, section.optionalText('transcript') ?? 'simulated-wechat.jsonl'),
    accounts: accounts.length === 0 ? ['模拟微信'] : accounts,
    controlPort: port < 0 ? undefined : port,
    customers: section.number('customers', { min: 0, max: 200, fallback: 0, whole: true }),
    groups: section.number('groups', { min: 0, max: 20, fallback: 0, whole: true }),
    pace: section.number('pace', { min: 0.001, max: 100, fallback: 1 }),
    seed: section.number('seed', { min: 0, max: 4_294_967_295, fallback: 1, whole: true }),
    questions: questions === undefined ? undefined : resolve(folder, questions),
    script: script === undefined ? undefined : resolve(folder, script),
    visibleLines: section.number('visible_lines', { min: 1, max: 200, fallback: 14, whole: true }),
    faults: {
      drop: faults.number('drop', SHARE),
      delayMs: faults.number('delay_ms', { min: 0, max: 600_000, fallback: 0 }),
      duplicate: faults.number('duplicate', SHARE),
      reorder: faults.number('reorder', SHARE),
      hide: faults.number('hide', SHARE),
      loseEcho: faults.number('lose_echo', SHARE),
      wrongChat: faults.number('wrong_chat', SHARE),
      uiMs: faults.number('ui_ms', { min: 0, max: 10_000, fallback: 0 }),
      uiIds: faults.choice('ui_ids', ['none', 'stable', 'changing'], 'stable'),
    },
    crashAt: readCrash(section),
  };
  faults.warnOfUnknownKeys();
  return config;
}

function readCrash(section: ConfigSection): SimulatorConfig['crashAt'] {
  const configured = section.optionalText('crash_at');
  const text = process.env['KEFU_SIMULATOR_CRASH'] ?? configured;
  if (text === undefined || text === '') return undefined;
  const [point = '', pass = '1'] = text.split(':');
  if (isCrashPoint(point) && /^[1-9]\d{0,5}$/.test(pass)) return { point, pass: Number(pass) };
  section.fault(
    'crash_at',
    `应为以下之一：${CRASH_POINTS.join('、')}`,
    `must be one of ${CRASH_POINTS.join(', ')}, with an optional :pass`,
  );
  return undefined;
}
