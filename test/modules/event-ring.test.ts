import { expect, test } from 'vitest';
import { EventRing } from '../../server/modules/event/event-ring.ts';
import type { Position } from '../../server/modules/event/feed-cursor.ts';

function at(xid: number, id: number): Position {
  return { xid: BigInt(xid), id: BigInt(id) };
}

test('gives what comes after a place, in order and no more than asked', () => {
  const ring = new EventRing(at(1, 0), 10);
  ring.push([at(1, 5), at(3, 2), at(3, 4)]);
  expect(ring.after(at(1, 0), 10)).toEqual([at(1, 5), at(3, 2), at(3, 4)]);
  expect(ring.after(at(1, 0), 2)).toEqual([at(1, 5), at(3, 2)]);
  expect(ring.after(at(3, 2), 10)).toEqual([at(3, 4)]);
  expect(ring.after(at(2, 99), 10)).toEqual([at(3, 2), at(3, 4)]);
  expect(ring.after(at(3, 4), 10)).toEqual([]);
  expect(ring.after(at(9, 9), 10)).toEqual([]);
});

test('keeps no more than its capacity and knows from where on it is whole', () => {
  const ring = new EventRing(at(0, 0), 3);
  for (let xid = 1; xid <= 1_000; xid += 1) ring.push([at(xid, xid)]);
  expect(ring.size).toBe(3);
  expect(ring.head).toEqual(at(1_000, 1_000));
  expect(ring.after(at(996, 996), 10)).toBeUndefined();
  expect(ring.after(at(997, 997), 10)).toEqual([at(998, 998), at(999, 999), at(1_000, 1_000)]);
});

test('is whole from its start while it is empty', () => {
  const ring = new EventRing(at(7, 7), 3);
  expect(ring.head).toEqual(at(7, 7));
  expect(ring.after(at(7, 7), 10)).toEqual([]);
  expect(ring.after(at(7, 6), 10)).toBeUndefined();
});

test('takes more at once than it can keep', () => {
  const ring = new EventRing(at(0, 0), 2);
  ring.push([at(1, 1), at(2, 2), at(3, 3), at(4, 4), at(5, 5)]);
  expect(ring.floor).toEqual(at(3, 3));
  expect(ring.after(at(3, 3), 10)).toEqual([at(4, 4), at(5, 5)]);
});
