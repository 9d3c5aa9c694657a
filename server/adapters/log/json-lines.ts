import type { Log, LogFields } from '../../ports/log.ts';

type Level = 'info' | 'warn' | 'error';

/** Writes one JSON line for each entry: time, level, message, facts, and of a cause its name, message, stack and own cause. */
export function createJsonLog(write: (line: string) => void): Log {
  const entry = (level: Level, message: string, fields: LogFields | undefined, cause?: unknown): void => {
    const facts = cause === undefined ? {} : { cause: describe(cause) };
    write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...fields, ...facts })}\n`);
  };
  return {
    info: (message, fields) => entry('info', message, fields),
    warn: (message, cause, fields) => entry('warn', message, fields, cause),
    error: (message, cause, fields) => entry('error', message, fields, cause),
  };
}

/** Causes of causes that are shown. */
const MAX_CAUSES = 3;

function describe(cause: unknown, left = MAX_CAUSES): unknown {
  if (!(cause instanceof Error)) return String(cause);
  const { name, message, stack } = cause;
  const inner = cause.cause === undefined || left === 0 ? {} : { cause: describe(cause.cause, left - 1) };
  return { name, message, stack, ...inner };
}
