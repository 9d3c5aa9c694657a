/** A line as WeChat shows it to one account. */
export interface ScreenLine {
  readonly direction: 'IN' | 'OUT';
  /** Member of a group who spoke. */
  readonly sender: string | null;
  readonly text: string;
  readonly at: number;
  /** The bubble it is, when an agent typed it. */
  readonly replyId?: string;
  /** It is there, but cannot be read yet. */
  hidden: boolean;
}

/** A window of one account. */
export interface Window {
  readonly account: string;
  readonly name: string;
  readonly group: boolean;
  readonly lines: ScreenLine[];
}

export const GROUP = '售后群';

/** What all windows of all accounts show: the truth about what was typed. */
export class Screens {
  readonly windows: readonly Window[];

  constructor(windows: readonly (readonly [account: string, name: string])[]) {
    this.windows = windows.map(([account, name]) => ({ account, name, group: name === GROUP, lines: [] }));
  }

  of(account: string): Window[] {
    return this.windows.filter((window) => window.account === account);
  }

  window(account: string, name: string): Window {
    const found = this.windows.find((window) => window.account === account && window.name === name);
    if (found === undefined) throw new Error(`${account} has no window ${name}`);
    return found;
  }

  /** A line typed with an account; in a group the other accounts see it as one of its members. */
  typed(
    window: Window,
    line: { readonly text: string; readonly at: number; readonly replyId?: string; readonly hidden?: boolean },
  ): void {
    window.lines.push({ direction: 'OUT', sender: null, hidden: false, ...line });
    if (!window.group) return;
    for (const other of this.windows) {
      if (other.group && other !== window)
        other.lines.push({ direction: 'IN', sender: window.account, text: line.text, at: line.at, hidden: false });
    }
  }

  /** A customer speaks; answers the windows that show it. */
  said(
    window: Window,
    line: { readonly sender: string | null; readonly text: string; readonly at: number; readonly hidden: boolean },
  ): Window[] {
    const shown = window.group ? this.windows.filter(({ group }) => group) : [window];
    for (const each of shown) each.lines.push({ direction: 'IN', ...line });
    return shown;
  }

  has(replyId: string): boolean {
    return this.windows.some(({ lines }) => lines.some((line) => line.replyId === replyId));
  }
}
