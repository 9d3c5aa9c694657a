/** The value below which a share (0–1) of the values lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Text in a column. */
export function cell(value: string | number, digits = 0): string {
  return (typeof value === 'string' ? value : value.toFixed(digits)).padStart(10);
}

/** `--name value` of the command line, or its default. */
export function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

/** Whether the command line says `--name`. */
export function flag(name: string): boolean {
  return process.argv.includes(`--${name}`);
}

/** `--name 1,2,3`. */
export function numbers(name: string, fallback: string): number[] {
  return option(name, fallback).split(',').map(Number);
}
