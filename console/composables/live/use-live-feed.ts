import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { useClientHandle } from '@urql/vue';
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { retryDelay } from '../api/retry-delay.ts';
import { LiveFeed, type FeedState } from './live-feed.ts';
import { subscribeTo, type ChangeOf } from './subscribe.ts';

/** A live list inside a Vue scope: opened at once, closed with the scope. */
export function useLiveFeed<
  Data,
  Variables extends AnyVariables,
  Union extends { readonly __typename: string; readonly cursor: string },
>(options: {
  document: TypedDocumentNode<Data, Variables>;
  variables: Variables;
  pick(data: Data): Union;
  refetch(): Promise<void>;
  apply(change: ChangeOf<Union>): void;
}): { state: ShallowRef<FeedState>; refetch(): Promise<void> } {
  const { client } = useClientHandle();
  const state = shallowRef<FeedState>('starting');
  const feed = new LiveFeed<ChangeOf<Union>>({
    open: subscribeTo(client, options),
    refetch: options.refetch,
    apply: options.apply,
    onState: (next) => {
      state.value = next;
    },
    delay: (attempt) => retryDelay(attempt),
  });
  feed.start();
  onScopeDispose(() => feed.stop());
  return { state, refetch: () => feed.refetch() };
}
