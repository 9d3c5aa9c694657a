import { CombinedError } from '@urql/core';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { feedControlOf } from '../../console/composables/api/feed-control.ts';
import { failureOf } from '../../console/composables/api/hub-failure.ts';
import { newRequestId } from '../../console/composables/api/request-id.ts';
import { retryDelay } from '../../console/composables/api/retry-delay.ts';
import { feedEventOf } from '../../console/composables/live/subscribe.ts';

const refused = (extensions: Record<string, unknown>): CombinedError =>
  new CombinedError({ graphQLErrors: [new GraphQLError('已被其他坐席接管', { extensions })] });

describe('failureOf', () => {
  it('reads the code and the facts of a refusal', () => {
    expect(failureOf(refused({ code: 'OWNED_BY', detail: { name: '陈默' } }))).toEqual({
      code: 'OWNED_BY',
      message: '已被其他坐席接管',
      detail: { name: '陈默' },
    });
  });

  it('keeps the number of a masked error and calls it internal', () => {
    expect(failureOf(refused({ correlationId: 'c-17' }))).toMatchObject({
      code: 'INTERNAL',
      detail: { correlationId: 'c-17' },
    });
  });

  it('tells a missing answer from a refused token', () => {
    expect(failureOf(new CombinedError({ networkError: new Error('Failed to fetch') })).code).toBe('NETWORK');
    const response = new Response(null, { status: 401 });
    expect(failureOf(new CombinedError({ networkError: new Error('401'), response })).code).toBe('UNAUTHENTICATED');
  });
});

describe('retryDelay', () => {
  it('doubles with jitter between half and the whole, and never passes 15 s', () => {
    expect([0, 1, 2, 3].map((attempt) => retryDelay(attempt, () => 1))).toEqual([500, 1000, 2000, 4000]);
    expect([0, 1, 2, 3].map((attempt) => retryDelay(attempt, () => 0))).toEqual([250, 500, 1000, 2000]);
    expect(retryDelay(5_000, () => 1)).toBe(15_000);
  });
});

describe('newRequestId', () => {
  it('is a fresh uuid every time', () => {
    const ids = new Set(Array.from({ length: 500 }, newRequestId));
    expect(ids.size).toBe(500);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('the links between socket and feed', () => {
  it('finds the control of a feed in a context, and none in any other', () => {
    const feed = { after: () => undefined, ended: () => undefined };
    expect(feedControlOf({ feed })).toBe(feed);
    expect(feedControlOf({})).toBeUndefined();
    expect(feedControlOf({ feed: 'yes' })).toBeUndefined();
  });

  it('sorts what the hub sends into change, position and reset', () => {
    expect(feedEventOf({ __typename: 'Synced', cursor: '1.1' })).toEqual({ kind: 'synced', cursor: '1.1' });
    expect(feedEventOf({ __typename: 'Reset', cursor: '2.1' })).toEqual({ kind: 'reset', cursor: '2.1' });
    const change = { __typename: 'SessionChanged', cursor: '1.2' };
    expect(feedEventOf(change)).toEqual({ kind: 'change', cursor: '1.2', change });
  });
});
