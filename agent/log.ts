/** What people read: Chinese first, English second. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

type Level = 'info' | 'warn' | 'error';

/** Where the agent says what happens to it. Never carries customers' text, keys or tokens. */
export interface Log {
  info(text: Text): void;
  warn(text: Text): void;
  error(text: Text): void;
}

const LEVEL_NAMES: Readonly<Record<Level, string>> = { info: '信息', warn: '警告', error: '错误' };

/** One line an event on standard output, problems on standard error. */
export function consoleLog(): Log {
  const write = (level: Level, text: Text): void => {
    const line = `${new Date().toISOString()} ${LEVEL_NAMES[level]} ${text.zh} | ${text.en}\n`;
    (level === 'info' ? process.stdout : process.stderr).write(line);
  };
  return {
    info: (text) => write('info', text),
    warn: (text) => write('warn', text),
    error: (text) => write('error', text),
  };
}
