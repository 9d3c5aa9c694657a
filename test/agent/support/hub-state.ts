import { randomUUID } from 'node:crypto';
import type {
  DeliveryInput,
  DeliveryState,
  IngestInput,
  MessageInput,
  ReplyOrigin,
} from '../../../agent/generated/graphql.ts';
import { FeedChannel, type FeedItem } from './feed-channel.ts';

/** A bubble as the scripted hub keeps it. */
export interface HubReply {
  readonly id: string;
  readonly roomId: string;
  readonly account: string;
  readonly window: string;
  readonly origin: ReplyOrigin;
  readonly text: string;
  readonly fence: number;
  state: DeliveryState;
  journalId: string | undefined;
}

/** One thing that happened at the hub, in order: what invariants are read from. */
export interface HubEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly what: 'stored' | 'leased' | 'fenced' | 'acknowledged' | DeliveryState;
  readonly id: string;
  readonly detail?: string | null | undefined;
}

/** Lines, bubbles, fences and leases of the scripted hub, with the rules of the real one that agents can see. */
export class HubState {
  readonly lines = new Map<string, MessageInput>();
  readonly ingests: IngestInput[] = [];
  readonly replies = new Map<string, HubReply>();
  readonly fences = new Map<string, number>();
  readonly acknowledged = new Map<string, number>();
  readonly history: HubEvent[] = [];
  readonly calls: string[] = [];
  readonly heartbeats: Record<string, unknown>[] = [];
  renewals = 0;
  leaseSeconds = 10;
  connected = true;
  paused = false;
  /** Receipts are altered by a test: REJECTED for some lines, none for others. */
  receipt: (line: MessageInput) => { state: string; code?: string } | undefined = () => ({ state: 'STORED' });
  /** Called for each line stored for the first time. */
  onLine: (line: MessageInput, input: IngestInput) => void = () => undefined;
  /** False keeps Synced back. */
  sendsSynced = true;
  private readonly feeds = new Set<(item: FeedItem | null) => void>();

  /** Texts stored from one window, in order of their arrival. */
  texts(window: string): readonly string[] {
    return [...this.lines.values()].filter((line) => line.chat.window === window).map((line) => line.content);
  }

  deliveriesOf(id: string): readonly string[] {
    return this.history.filter((event) => event.id === id && event.what !== 'leased').map((event) => event.what);
  }

  ingest(input: IngestInput): unknown {
    this.ingests.push(input);
    return input.messages.flatMap((line) => {
      const receipt = this.receipt(line);
      if (receipt === undefined) return [];
      const fresh = !this.lines.has(line.clientMessageId) && receipt.state !== 'REJECTED';
      if (fresh) {
        this.lines.set(line.clientMessageId, line);
        this.note({ what: 'stored', id: line.clientMessageId });
        this.onLine(line, input);
      }
      return [{ clientMessageId: line.clientMessageId, ...receipt }];
    });
  }

  /** Queues a bubble and pushes it to whoever listens. */
  queue(reply: Partial<HubReply> & Pick<HubReply, 'text'>): HubReply {
    const roomId = reply.roomId ?? 'room-1';
    const full: HubReply = {
      id: randomUUID(),
      roomId,
      account: '模拟微信',
      window: '王先生',
      origin: 'MODEL',
      fence: this.fences.get(roomId) ?? 0,
      state: 'QUEUED',
      journalId: undefined,
      ...reply,
    };
    this.replies.set(full.id, full);
    this.push(this.item(full));
    return full;
  }

  /** Raises a room's fence as a takeover does: queued bubbles of the model are void at once. */
  fence(roomId: string, tell = true): number {
    const fence = (this.fences.get(roomId) ?? 0) + 1;
    this.fences.set(roomId, fence);
    this.note({ what: 'fenced', id: roomId, detail: String(fence) });
    for (const reply of this.replies.values()) {
      if (reply.roomId === roomId && reply.state === 'QUEUED' && reply.origin === 'MODEL') this.settle(reply, 'VOID');
    }
    if (tell) this.push({ __typename: 'Fence', roomId, fence });
    return fence;
  }

  voidReply(id: string): void {
    const reply = this.replies.get(id);
    if (reply?.state === 'QUEUED') this.settle(reply, 'VOID');
    this.push({ __typename: 'Void', replyIds: [id] });
  }

  lease(ids: readonly string[], journalId: string): unknown {
    return ids.map((replyId) => {
      const reply = this.replies.get(replyId);
      const code = reply === undefined ? 'GONE' : this.refusal(reply, journalId);
      if (reply !== undefined && code === null && reply.state === 'QUEUED') {
        Object.assign(reply, { state: 'LEASED', journalId });
        this.note({ what: 'leased', id: replyId });
      }
      return { replyId, granted: code === null, code };
    });
  }

  report(deliveries: readonly DeliveryInput[]): unknown {
    return deliveries.flatMap(({ replyId, state, detail }) => {
      const reply = this.replies.get(replyId);
      if (reply === undefined) return [];
      this.settle(reply, state, detail);
      return [{ id: replyId }];
    });
  }

  acknowledge(roomId: string, fence: number): boolean {
    this.acknowledged.set(roomId, Math.max(fence, this.acknowledged.get(roomId) ?? 0));
    this.note({ what: 'acknowledged', id: roomId, detail: String(fence) });
    return true;
  }

  /** What a feed begins with, then what is pushed. */
  feed(journalId: string): AsyncGenerator<{ replies: FeedItem }> {
    const channel = new FeedChannel(this.pending(journalId), () => this.feeds.delete(push));
    const push = (item: FeedItem | null): void => channel.push(item);
    this.feeds.add(push);
    return channel;
  }

  private pending(journalId: string): FeedItem[] {
    const owed = [...this.fences].filter(([roomId, fence]) => (this.acknowledged.get(roomId) ?? 0) < fence);
    const open = [...this.replies.values()].filter(
      (reply) =>
        reply.state === 'QUEUED' ||
        (reply.journalId === journalId && ['LEASED', 'TYPED', 'UNKNOWN'].includes(reply.state)),
    );
    const fences = owed.map(([roomId, fence]): FeedItem => ({ __typename: 'Fence', roomId, fence }));
    const synced: FeedItem[] = this.sendsSynced ? [{ __typename: 'Synced', cursor: 'e.1.1' }] : [];
    return [...fences, ...open.map((reply) => this.item(reply)), ...synced];
  }

  private note(event: Omit<HubEvent, 'at'>): void {
    this.history.push({ ...event, at: Date.now() });
  }

  /** Sends an item to every open feed; null ends them. */
  push(item: FeedItem | null): void {
    for (const push of this.feeds) push(item);
  }

  get openFeeds(): number {
    return this.feeds.size;
  }

  item(reply: HubReply): FeedItem {
    const { id, roomId, account, window, origin, text, fence, state } = reply;
    return { __typename: 'Reply', id, roomId, account, window, origin, text, fence, state, leased: state === 'LEASED' };
  }

  private refusal(reply: HubReply, journalId: string): string | null {
    if (!['QUEUED', 'LEASED'].includes(reply.state)) return reply.state;
    if (reply.state === 'LEASED' && reply.journalId !== journalId) return 'LEASED';
    if (reply.origin === 'MODEL' && reply.fence < (this.fences.get(reply.roomId) ?? 0)) return 'FENCED';
    return this.connected ? null : 'LEASE_LOST';
  }

  private settle(reply: HubReply, state: DeliveryState, detail?: string | null): void {
    this.note({ what: state, id: reply.id, detail });
    reply.state = state;
  }
}
