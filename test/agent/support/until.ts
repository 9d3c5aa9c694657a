import { waitUntil } from '../../support/wait-until.ts';

/** Waits for a condition; `describe` says what was there instead when it does not come true in time. */
export async function until(condition: () => boolean, describe: () => string = () => 'a condition'): Promise<void> {
  try {
    await waitUntil(condition);
  } catch (error) {
    throw new Error(`waited in vain:\n${describe()}`, { cause: error });
  }
}
