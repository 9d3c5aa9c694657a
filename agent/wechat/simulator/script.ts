import { readFileSync } from 'node:fs';
import { pause } from '../../clock.ts';
import type { SimulatedWeChat } from './simulated-wechat.ts';

/** One step of a script: wait, then say something somewhere. */
export interface ScriptStep {
  /** Seconds after the step before. */
  readonly after: number;
  readonly account?: string;
  readonly window: string;
  readonly by?: 'customer' | 'phone';
  readonly kind?: 'FRIEND' | 'GROUP';
  readonly sender?: string;
  readonly mentioned?: boolean;
  readonly text?: string;
  /** Seed of a picture to send instead of a text. */
  readonly picture?: number;
}

/** A script file that cannot be played. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** Reads a script: a JSON list of steps. */
export function loadScript(path: string): readonly ScriptStep[] {
  const steps: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(steps)) throw new ScriptError(`${path}: a script is a list of steps`);
  steps.forEach((step: unknown, place) => {
    if (!isStep(step))
      throw new ScriptError(`${path}: step ${place} needs after (seconds), window and text or picture`);
  });
  return steps as readonly ScriptStep[];
}

export interface ScriptStage {
  readonly wechat: SimulatedWeChat;
  readonly account: string;
  /** First step that was not played before a restart. */
  readonly from: number;
  readonly pace: number;
  readonly stopping: AbortSignal;
}

/** Plays the steps in order. Which were played stands in the transcript, so that a restart goes on and repeats nothing. */
export async function playScript(steps: readonly ScriptStep[], stage: ScriptStage): Promise<void> {
  for (const [place, step] of steps.entries()) {
    if (place < stage.from) continue;
    await pause(step.after * 1_000 * stage.pace, stage.stopping);
    if (stage.stopping.aborted) return;
    stage.wechat.say({
      account: step.account ?? stage.account,
      window: step.window,
      by: step.by ?? 'customer',
      content: step.text ?? '[图片]',
      step: place,
      kind: step.kind ?? (step.sender === undefined ? 'FRIEND' : 'GROUP'),
      ...(step.sender === undefined ? {} : { sender: step.sender }),
      ...(step.mentioned === undefined ? {} : { mentioned: step.mentioned }),
      ...(step.picture === undefined ? {} : { picture: step.picture }),
    });
  }
}

function isStep(step: unknown): step is ScriptStep {
  if (typeof step !== 'object' || step === null) return false;
  if (!('after' in step) || typeof step.after !== 'number' || !('window' in step) || typeof step.window !== 'string')
    return false;
  return ('text' in step && typeof step.text === 'string') || ('picture' in step && typeof step.picture === 'number');
}
