/** A point of a picture, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle that may lean: `width` runs along the reading direction, `angle` is how far that leans from level (radians). */
export interface SlantedBox {
  readonly center: Point;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
}

/** How much taller than wide a box must be to hold text that runs from top to bottom. */
const UPRIGHT_RATIO = 1.5;

/** The smallest rectangle round some points, leaning as it must; the reading direction is guessed from its shape. */
export function smallestBox(points: readonly Point[]): SlantedBox {
  const hull = convexHull(points);
  let best: SlantedBox | undefined;
  // One side of the smallest rectangle lies on a side of the hull.
  hull.forEach((from, place) => {
    const to = hull[(place + 1) % hull.length] ?? from;
    const box = boxAlong(hull, Math.atan2(to.y - from.y, to.x - from.x));
    if (best === undefined || box.width * box.height < best.width * best.height) best = box;
  });
  return asRead(best ?? boxAlong(hull, 0));
}

/** A box as much larger on each side as the detector's training shrank it: area × ratio / perimeter. */
export function unclipped(box: SlantedBox, ratio: number): SlantedBox {
  const distance = (box.width * box.height * ratio) / (2 * (box.width + box.height));
  return { ...box, width: box.width + 2 * distance, height: box.height + 2 * distance };
}

/** The level rectangle round a box. */
export function levelBox({ center, width, height, angle }: SlantedBox): {
  x: number;
  y: number;
  width: number;
  height: number;
} {
  const cos = Math.abs(Math.cos(angle));
  const sin = Math.abs(Math.sin(angle));
  const across = width * cos + height * sin;
  const down = width * sin + height * cos;
  return { x: center.x - across / 2, y: center.y - down / 2, width: across, height: down };
}

function boxAlong(points: readonly Point[], angle: number): SlantedBox {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    const along = x * cos + y * sin;
    const across = y * cos - x * sin;
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, across);
    bottom = Math.max(bottom, across);
  }
  const along = (left + right) / 2;
  const across = (top + bottom) / 2;
  const center = { x: along * cos - across * sin, y: along * sin + across * cos };
  return { center, width: right - left, height: bottom - top, angle };
}

/** Turns a box by quarters until it is read from left to right, or, when it is clearly upright, from top to bottom. */
function asRead(box: SlantedBox): SlantedBox {
  const quarters = Math.round(box.angle / (Math.PI / 2));
  const level = box.angle - quarters * (Math.PI / 2);
  const [width, height] = quarters % 2 === 0 ? [box.width, box.height] : [box.height, box.width];
  if (height < width * UPRIGHT_RATIO) return { center: box.center, width, height, angle: level };
  return { center: box.center, width: height, height: width, angle: level + Math.PI / 2 };
}

/** Andrew's monotone chain. */
function convexHull(points: readonly Point[]): readonly Point[] {
  const sorted = points.toSorted((one, other) => one.x - other.x || one.y - other.y);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length >= 2 && !turnsLeft(chain.at(-2), chain.at(-1), point)) chain.pop();
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  const hull = [...half(sorted), ...half(sorted.toReversed())];
  return hull.length > 0 ? hull : sorted.slice(0, 1);
}

function turnsLeft(first: Point | undefined, second: Point | undefined, third: Point): boolean {
  if (first === undefined || second === undefined) return true;
  return (second.x - first.x) * (third.y - first.y) - (second.y - first.y) * (third.x - first.x) > 0;
}
