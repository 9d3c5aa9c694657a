import type { ReplyFactsFragment } from '../../generated/graphql.ts';

/** What is known about a bubble on its way, and what a person can do about it. */
export interface Delivery {
  readonly tone: 'quiet' | 'ok' | 'warn' | 'danger';
  readonly step: 'queued' | 'waits' | 'leased' | 'maybe-typed' | 'typed' | 'confirmed' | 'void' | 'unknown';
  /** resolve: a person looks at the phone · take-back: it has not gone out yet · write-again: it never will. */
  readonly action: 'resolve' | 'take-back' | 'write-again' | undefined;
}

/** Reads a reply's state. Nothing is claimed that is not known: typed is not delivered, leased may be typed at any moment. */
export function deliveryOf(reply: ReplyFactsFragment, view: { mayOperate: boolean; requested: boolean }): Delivery {
  const own = view.mayOperate && reply.origin === 'OPERATOR';
  switch (reply.state) {
    case 'QUEUED': {
      const waits = view.requested && reply.origin === 'OPERATOR';
      return { tone: 'quiet', step: waits ? 'waits' : 'queued', action: own ? 'take-back' : undefined };
    }
    case 'LEASED':
      return view.requested && reply.origin !== 'OPERATOR'
        ? { tone: 'warn', step: 'maybe-typed', action: undefined }
        : { tone: 'quiet', step: 'leased', action: undefined };
    case 'TYPED':
      return { tone: 'quiet', step: 'typed', action: undefined };
    case 'CONFIRMED':
      return { tone: 'ok', step: 'confirmed', action: undefined };
    case 'VOID':
      return { tone: 'quiet', step: 'void', action: own ? 'write-again' : undefined };
    case 'UNKNOWN':
      return { tone: 'danger', step: 'unknown', action: view.mayOperate ? 'resolve' : undefined };
  }
}
