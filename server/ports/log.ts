/** Facts of a log line: ids, counts, codes. Never secrets, never customer text. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where the hub writes what its owner should know; one JSON line each. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  /** Something failed and is being retried or done without. */
  warn(message: string, cause: unknown, fields?: LogFields): void;
  /** Something failed that nobody will retry. */
  error(message: string, cause: unknown, fields?: LogFields): void;
}
