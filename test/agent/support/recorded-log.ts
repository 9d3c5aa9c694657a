import type { Log, Text } from '../../../agent/log.ts';

/** A log that a test can read. */
export class RecordedLog implements Log {
  readonly entries: { readonly level: string; readonly text: Text }[] = [];

  info(text: Text): void {
    this.entries.push({ level: 'info', text });
  }

  warn(text: Text): void {
    this.entries.push({ level: 'warn', text });
  }

  error(text: Text): void {
    this.entries.push({ level: 'error', text });
  }

  /** Entries whose text has this code in it, in both languages. */
  withCode(code: string): readonly string[] {
    const both = this.entries.filter(({ text }) => text.zh.includes(code) && text.en.includes(code));
    return both.map(({ level, text }) => `${level} ${text.zh}`);
  }
}
