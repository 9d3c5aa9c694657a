/**
 * Named points on a message's way at which a fault test lets the process die. Inert unless armed: `arm` is called only
 * when the simulator drives, so a real WeChat never meets one.
 */
export const CRASH_POINTS = [
  'before-journal',
  'after-journal',
  'before-report',
  'after-report',
  'after-receipts',
  'after-lease',
  'after-intent',
  'after-set-text',
  'after-enter',
  'after-typed',
  'after-read-back',
  'before-delivery-report',
  'after-delivery-report',
  'before-fence-acknowledge',
  'after-fence-acknowledge',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

let armed: { readonly point: CrashPoint; passes: number } | undefined;

export function isCrashPoint(text: string): text is CrashPoint {
  return CRASH_POINTS.some((point) => point === text);
}

/** Dies when `point` is passed for the `pass`-th time (1 = the next time). */
export function arm(point: CrashPoint, pass = 1): void {
  armed = { point, passes: pass };
}

/** Dies here, without any clean-up, when this point is armed. */
export function crashPoint(point: CrashPoint): void {
  if (armed?.point !== point) return;
  armed.passes -= 1;
  if (armed.passes <= 0) process.kill(process.pid, 'SIGKILL');
}
