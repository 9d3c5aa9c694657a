import type { DriverConfig } from '../config.ts';
import type { Log } from '../log.ts';
import type { WeChatDriver } from './driver.ts';

/** Starts the configured way of driving WeChat. A driver's code is loaded only when it is the one. */
export async function openDriver(config: DriverConfig, log: Log): Promise<WeChatDriver> {
  switch (config.kind) {
    case 'simulator': {
      const { openSimulator } = await import('./simulator/open-simulator.ts');
      return openSimulator(config, log);
    }
  }
}
