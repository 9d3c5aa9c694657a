import type { AnyVariables, Client, TypedDocumentNode } from '@urql/core';
import type { FeedControl } from '../api/feed-control.ts';
import { failureOf } from '../api/hub-failure.ts';
import type { FeedEvent, FeedSink } from './live-feed.ts';

/** What every live union of the hub has in common. */
type LiveUnion = { readonly __typename: string; readonly cursor: string };

/** The members of the union that carry a change, without Synced and Reset. */
export type ChangeOf<Union extends LiveUnion> = Exclude<Union, { readonly __typename: 'Synced' | 'Reset' }>;

function isChange<Union extends LiveUnion>(event: Union): event is ChangeOf<Union> & Union {
  return event.__typename !== 'Synced' && event.__typename !== 'Reset';
}

/** Sorts a member of a live union of the hub into the feed's three kinds. */
export function feedEventOf<Union extends LiveUnion>(event: Union): FeedEvent<ChangeOf<Union>> {
  if (isChange(event)) return { kind: 'change', cursor: event.cursor, change: event };
  return { kind: event.__typename === 'Reset' ? 'reset' : 'synced', cursor: event.cursor };
}

/** Opens a subscription of the hub as the source of a LiveFeed. */
export function subscribeTo<Data, Variables extends AnyVariables, Union extends LiveUnion>(
  client: Client,
  request: { document: TypedDocumentNode<Data, Variables>; variables: Variables; pick(data: Data): Union },
): (after: () => string | undefined, sink: FeedSink<ChangeOf<Union>>) => () => void {
  return (after, sink) => {
    const feed: FeedControl = { after, ended: (reason) => sink.ended(reason) };
    const subscription = client
      .subscription(request.document, request.variables, { feed, requestPolicy: 'network-only' })
      .subscribe((result) => {
        if (result.data) sink.next(feedEventOf(request.pick(result.data)));
        else if (result.error) sink.ended(failureOf(result.error));
      });
    return () => subscription.unsubscribe();
  };
}
