import { randomUUID } from 'node:crypto';
import type { SeenLine } from '../driver.ts';
import type { Random } from './random.ts';
import type { ViewFaults } from './simulator-config.ts';

/** What one look at a window gets wrong: a line missing, shown twice or swapped with its neighbour, ids gone or new. */
export function distort(lines: readonly SeenLine[], faults: ViewFaults, random: Random): readonly SeenLine[] {
  const shown = [...lines];
  if (shown.length > 1 && random.chance(faults.hide)) shown.splice(placeIn(shown, random), 1);
  if (shown.length > 0 && random.chance(faults.duplicate)) {
    const place = placeIn(shown, random);
    const line = shown[place];
    if (line !== undefined) shown.splice(place, 0, line);
  }
  if (shown.length > 1 && random.chance(faults.reorder)) {
    const place = Math.min(placeIn(shown, random), shown.length - 2);
    shown.splice(place, 2, ...shown.slice(place, place + 2).reverse());
  }
  if (faults.uiIds === 'stable') return shown;
  return shown.map(({ uiId: _uiId, ...line }) => (faults.uiIds === 'none' ? line : { ...line, uiId: randomUUID() }));
}

function placeIn(lines: readonly unknown[], random: Random): number {
  return Math.floor(random.between(0, lines.length));
}
