import type { Point } from './slanted-box.ts';

/** What the detector answers: for each pixel how likely it is text, row by row. */
export interface ProbabilityMap {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Pixels that hang together and are likely text. */
export interface TextRegion {
  /** Corners of its runs of pixels: enough to draw a hull round it. */
  readonly corners: readonly Point[];
  /** Mean probability of its pixels. */
  readonly score: number;
}

/** Above it a pixel is text (the detector's own setting). */
const PIXEL_THRESHOLD = 0.3;
/** A region of lower mean is noise (the detector's own setting). */
const REGION_THRESHOLD = 0.6;
/** Fewer pixels are a speck. */
const FEWEST_PIXELS = 10;

/** A run of text pixels in one row; `region` leads, through others, to the run that names its region. */
interface Run {
  readonly y: number;
  readonly from: number;
  /** First pixel after it. */
  readonly to: number;
  readonly sum: number;
  region: Run;
}

/** Finds what hangs together, corners included, in one pass over the rows. */
export function findTextRegions(map: ProbabilityMap): readonly TextRegion[] {
  const runs: Run[] = [];
  let above: Run[] = [];
  for (let y = 0; y < map.height; y += 1) {
    const row = runsOfRow(map, y);
    joinRows(above, row);
    runs.push(...row);
    above = row;
  }
  const regions = new Map<Run, Run[]>();
  for (const run of runs) {
    const root = rootOf(run);
    const members = regions.get(root);
    if (members === undefined) regions.set(root, [run]);
    else members.push(run);
  }
  return [...regions.values()].flatMap(asRegion);
}

function runsOfRow({ values, width }: ProbabilityMap, y: number): Run[] {
  const runs: Run[] = [];
  const start = y * width;
  for (let x = 0; x < width; x += 1) {
    const from = x;
    let sum = 0;
    for (let value = values[start + x] ?? 0; x < width && value > PIXEL_THRESHOLD; value = values[start + x] ?? 0) {
      sum += value;
      x += 1;
    }
    if (x > from) runs.push(newRun({ y, from, to: x, sum }));
  }
  return runs;
}

function newRun(facts: Omit<Run, 'region'>): Run {
  const run: Partial<Run> = { ...facts };
  run.region = run as Run;
  return run as Run;
}

function joinRows(above: readonly Run[], row: readonly Run[]): void {
  let first = 0;
  for (const run of row) {
    while ((above[first]?.to ?? Infinity) < run.from) first += 1;
    for (let place = first; (above[place]?.from ?? Infinity) <= run.to; place += 1) {
      const neighbour = above[place];
      if (neighbour !== undefined) rootOf(neighbour).region = rootOf(run);
    }
  }
}

function rootOf(run: Run): Run {
  let root = run;
  while (root.region !== root) {
    root.region = root.region.region;
    root = root.region;
  }
  return root;
}

function asRegion(runs: readonly Run[]): readonly TextRegion[] {
  const pixels = runs.reduce((total, { from, to }) => total + to - from, 0);
  const score = runs.reduce((total, { sum }) => total + sum, 0) / pixels;
  if (pixels < FEWEST_PIXELS || score < REGION_THRESHOLD) return [];
  const corners = runs.flatMap(({ y, from, to }) => [
    { x: from, y },
    { x: to, y },
    { x: from, y: y + 1 },
    { x: to, y: y + 1 },
  ]);
  return [{ corners, score }];
}
