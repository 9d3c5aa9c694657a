/** Travels in the context of a live operation and links the socket with the feed that reads it. */
export interface FeedControl {
  /** The cursor to resume from, asked again at every (re)connect. */
  after(): string | undefined;
  /** The stream is over: completed by the hub, refused, or the socket gave up. */
  ended(reason: unknown): void;
}

/** The control of an operation's context, if it belongs to a feed. */
export function feedControlOf(context: { readonly [key: string]: unknown }): FeedControl | undefined {
  const control = context['feed'];
  return isFeedControl(control) ? control : undefined;
}

function isFeedControl(value: unknown): value is FeedControl {
  return typeof value === 'object' && value !== null && 'after' in value && 'ended' in value;
}
