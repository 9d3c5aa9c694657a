import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { describeEachDatabase } from '../support/database.ts';

describeEachDatabase('database', ({ database }) => {
  test('answers a call', async () => {
    const [head] = await database().call<{ epoch: string }>('feed_head', [randomUUID()]);
    expect(head?.epoch).toMatch(/^[0-9a-f]{32}$/);
  });
});
