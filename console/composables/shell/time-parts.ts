/** How long ago something was, in the coarsest unit that is still honest. */
export type Age =
  | { readonly unit: 'now' }
  | { readonly unit: 'seconds' | 'minutes' | 'hours' | 'days'; readonly n: number };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Age for lists: now for the first minute, then whole minutes, hours and days. */
export function ageOf(at: string, now: number): Age {
  const past = Math.max(0, now - Date.parse(at));
  if (past < MINUTE) return { unit: 'now' };
  if (past < HOUR) return { unit: 'minutes', n: Math.floor(past / MINUTE) };
  return past < DAY ? { unit: 'hours', n: Math.floor(past / HOUR) } : { unit: 'days', n: Math.floor(past / DAY) };
}

/** Age to the second, for heartbeats; below one it is now. */
export function exactAgeOf(at: string, now: number): Age {
  const past = Math.max(0, now - Date.parse(at));
  if (past < 1000) return { unit: 'now' };
  return past < MINUTE ? { unit: 'seconds', n: Math.floor(past / 1000) } : ageOf(at, now);
}

/** Which day a moment falls on, seen from now, in the reader's own time zone. */
export function dayOf(at: string, now: number): 'today' | 'yesterday' | 'this-year' | 'earlier' {
  const then = new Date(at);
  const today = new Date(now);
  const midnight = new Date(today.getFullYear(), today.getMonth(), today.getDate()).getTime();
  if (then.getTime() >= midnight) return 'today';
  if (then.getTime() >= midnight - DAY) return 'yesterday';
  return then.getFullYear() === today.getFullYear() ? 'this-year' : 'earlier';
}
