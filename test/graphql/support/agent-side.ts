import { randomUUID } from 'node:crypto';
import { type Answered, type Followed, type HubClient, type HubSocket, text } from './hub-client.ts';

export const REPLIES = `subscription ($journalId: ID!, $after: Cursor) { replies(journalId: $journalId, after: $after) { __typename
  ... on Reply { id replyCursor: cursor account window chatName text origin fence state leased roomId sessionId }
  ... on Fence { cursor roomId fence owner chats { account window } } ... on Void { cursor replyIds }
  ... on Synced { cursor } ... on Reset { cursor reason } } }`;
export const INGEST = `mutation ($requestId: ID!, $input: IngestInput!) {
  ingestMessages(requestId: $requestId, input: $input) { clientMessageId state messageId sessionId code } }`;
const RENEW = `mutation ($requestId: ID!, $journalId: ID!) { renewLease(requestId: $requestId, journalId: $journalId) { leaseSeconds connected } }`;
const LEASE = `mutation ($requestId: ID!, $journalId: ID!, $replyIds: [ID!]!) {
  leaseReplies(requestId: $requestId, journalId: $journalId, replyIds: $replyIds) { replyId granted code } }`;
const REPORT = `mutation ($requestId: ID!, $journalId: ID!, $deliveries: [DeliveryInput!]!) {
  reportDeliveries(requestId: $requestId, journalId: $journalId, deliveries: $deliveries) { id state } }`;
const ACKNOWLEDGE = `mutation ($requestId: ID!, $journalId: ID!, $roomId: ID!, $fence: Int!) {
  acknowledgeFence(requestId: $requestId, journalId: $journalId, roomId: $roomId, fence: $fence) }`;

/** Input of one line that a friend wrote. */
export function line(content: string, changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const chat = { window: '张三', kind: 'FRIEND', name: '张三' };
  const seen = { seq: 1, capturedAt: new Date().toISOString(), ageMs: 0 };
  return { clientMessageId: randomUUID(), chat, direction: 'IN', type: 'TEXT', content, ...seen, ...changes };
}

/** An agent of a test on its socket, speaking the protocol as real ones do. */
export class AgentSide {
  readonly socket: HubSocket;
  readonly journalId: string;
  readonly account: string;

  constructor(
    client: HubClient,
    { journalId = randomUUID(), account = '客服一号' }: { journalId?: string; account?: string } = {},
  ) {
    this.journalId = journalId;
    this.account = account;
    this.socket = client.connect({ journalId, version: 'test' });
  }

  replies(after?: string): Followed {
    return this.socket.follow(REPLIES, { journalId: this.journalId, after: after ?? null });
  }

  async ingest(...messages: readonly Record<string, unknown>[]): Promise<readonly Answered[]> {
    const input = { journalId: this.journalId, account: this.account, messages };
    return this.list('ingestMessages', INGEST, { input });
  }

  async renew(): Promise<Answered | undefined> {
    return (await this.socket.ask(RENEW, { journalId: this.journalId }))['renewLease'];
  }

  lease(...replyIds: readonly unknown[]): Promise<readonly Answered[]> {
    return this.list('leaseReplies', LEASE, { journalId: this.journalId, replyIds });
  }

  report(replyId: unknown, state: string): Promise<readonly Answered[]> {
    const deliveries = [{ replyId, state, at: new Date().toISOString() }];
    return this.list('reportDeliveries', REPORT, { journalId: this.journalId, deliveries });
  }

  async acknowledge(roomId: unknown, fence: unknown): Promise<unknown> {
    return (await this.socket.ask(ACKNOWLEDGE, { journalId: this.journalId, roomId, fence }))['acknowledgeFence'];
  }

  /** Leases, types and confirms a bubble; as an agent does, it has renewed its own lease not long before. */
  async type(replyId: unknown): Promise<void> {
    await this.renew();
    const [lease] = await this.lease(replyId);
    if (text(lease?.['granted']) !== 'true') throw new Error(`not granted: ${JSON.stringify(lease)}`);
    await this.report(replyId, 'TYPED');
    await this.report(replyId, 'CONFIRMED');
  }

  close(): Promise<void> {
    return this.socket.close();
  }

  private async list(
    field: string,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<readonly Answered[]> {
    return (await this.socket.ask(query, variables))[field] as unknown as readonly Answered[];
  }
}
