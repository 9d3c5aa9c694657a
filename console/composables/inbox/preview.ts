import type { SessionRowFragment } from '../../generated/graphql.ts';

type LastMessage = NonNullable<SessionRowFragment['lastMessage']>;

/** The last line of a session in one glance: whose it is and what it says. */
export interface Preview {
  readonly said: 'you' | 'model' | 'phone' | 'person' | undefined;
  readonly name: string;
  /** Empty when the line has no words of its own; then `kind` says what it is. */
  readonly text: string;
  readonly kind: Exclude<LastMessage['kind'], 'TEXT' | 'QUOTE'> | undefined;
}

function saidBy(message: LastMessage, meId: string | undefined): Preview['said'] {
  if (message.role === 'MODEL') return 'model';
  if (message.role !== 'OPERATOR') return message.sender ? 'person' : undefined;
  if (message.viaPhone) return 'phone';
  return message.user?.id === meId ? 'you' : 'person';
}

/** Reads the last line; a customer in a private chat needs no name before the words. */
export function previewOf(session: SessionRowFragment, meId: string | undefined): Preview | undefined {
  const message = session.lastMessage;
  if (!message) return undefined;
  const isGroup = session.room.kind === 'GROUP';
  const said = message.role === 'CUSTOMER' && !isGroup ? undefined : saidBy(message, meId);
  const kind = message.kind === 'TEXT' || message.kind === 'QUOTE' ? undefined : message.kind;
  return {
    said,
    name: message.user?.name ?? message.sender ?? '',
    text: message.content.replace(/\s+/g, ' ').trim(),
    kind,
  };
}
