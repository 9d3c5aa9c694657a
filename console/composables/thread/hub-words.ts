/** Codes the hub writes as system lines, with the words the console has for them. */
const SYSTEM_LINES = [
  'TAKEN_OVER',
  'HANDED_BACK',
  'REQUEST_CANCELLED',
  'REQUEST_EXPIRED',
  'PHONE',
  'PHONE_QUIET',
  'CLOSED',
  'EXPIRED',
  'HANDOFF_EXPIRED',
] as const;

export type SystemLine = (typeof SYSTEM_LINES)[number];

/** The code in a system line, or undefined when it is a text that WeChat itself showed. */
export function systemLineOf(content: string): SystemLine | undefined {
  return SYSTEM_LINES.find((code) => code === content);
}

/** Why a bubble never went out, as far as the console has words for it. */
const VOID_REASONS = [
  'TAKEN_OVER',
  'PHONE',
  'NOT_TYPED',
  'TAKEN_BACK',
  'REQUEST_CANCELLED',
  'REQUEST_EXPIRED',
  'EXPIRED',
  'CLOSED',
  'BEHIND_UNKNOWN',
] as const;

export type VoidReason = (typeof VOID_REASONS)[number] | 'OTHER';

export function voidReasonOf(reason: string | null): VoidReason {
  return VOID_REASONS.find((code) => code === reason) ?? 'OTHER';
}
