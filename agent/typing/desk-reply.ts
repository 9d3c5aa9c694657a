import type { ReplyOrigin } from '../generated/graphql.ts';
import type { FeedItem } from '../hub/hub.ts';
import type { OwnReply } from '../outbox/deliveries.ts';

/** A bubble on the desk, waiting to be typed. */
export interface DeskReply extends OwnReply {
  readonly roomId: string;
  readonly origin: ReplyOrigin;
  readonly fence: number;
  /** Aborted when the bubble must not be typed any more. */
  readonly gone: AbortController;
  /** The hub may count it as leased to us: dropping it has to be told. */
  maybeLeased: boolean;
  /** Term of the connection lease in which the hub granted it; undefined: not granted yet. */
  grantedIn: number | undefined;
  /** Its pause for thinking and typing is over. */
  paced: boolean;
  /** Set immediately before Enter: from then on it may have been typed. */
  pressed: boolean;
  /** Tries that ended at the window, not at a rule. */
  failures: number;
  /** Times in a row the hub did not grant it. */
  refusals: number;
  /** The present feed has shown it. */
  replayed: boolean;
}

export function deskReply(item: Extract<FeedItem, { __typename: 'Reply' }>): DeskReply {
  const { id: replyId, roomId, account, window, text, origin, fence, leased } = item;
  return {
    replyId,
    roomId,
    account,
    window,
    text,
    origin,
    fence,
    gone: new AbortController(),
    maybeLeased: leased,
    grantedIn: undefined,
    paced: false,
    pressed: false,
    failures: 0,
    refusals: 0,
    replayed: true,
  };
}
