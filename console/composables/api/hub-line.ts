import { inject, type App, type InjectionKey } from 'vue';
import type { LineState } from './hub-socket.ts';

/** The live line as components may see it. */
export interface HubLine {
  readonly line: Readonly<LineState>;
  retryNow(): void;
}

const HUB_LINE: InjectionKey<HubLine> = Symbol('hub line');

export function provideHubLine(app: App, line: HubLine): void {
  app.provide(HUB_LINE, line);
}

/** The live line; throws outside the console's app. */
export function useHubLine(): HubLine {
  const line = inject(HUB_LINE);
  if (!line) throw new Error('the hub line is provided by main.ts');
  return line;
}
