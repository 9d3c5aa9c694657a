/** One thing heard on a live list: a change, a position to read the list from, or notice that the position is lost. */
export type FeedEvent<Change> =
  | { readonly kind: 'change'; readonly cursor: string; readonly change: Change }
  | { readonly kind: 'synced'; readonly cursor: string }
  | { readonly kind: 'reset'; readonly cursor: string };

export interface FeedSink<Change> {
  next(event: FeedEvent<Change>): void;
  /** The stream is over, for whatever reason; it is opened again with the last cursor. */
  ended(reason: unknown): void;
}

export interface LiveFeedOptions<Change> {
  /** Opens the stream; `after` gives the cursor to resume from whenever the transport (re)connects. Returns the closer. */
  open(after: () => string | undefined, sink: FeedSink<Change>): () => void;
  /** Reads the whole list anew; rejects when it cannot. */
  refetch(): Promise<void>;
  /** Applies one change to the list; called in the order of the feed and never during a refetch. */
  apply(change: Change): void;
  onState(state: FeedState): void;
  /** Milliseconds before attempt n (from 0) of opening or reading again. */
  delay(attempt: number): number;
}

/** starting: nothing read yet · live: complete and following · failed: the list could not be read, another attempt is due. */
export type FeedState = 'starting' | 'live' | 'failed';

/** More than this while a list is being read is not worth replaying: the list is read once more instead. */
const BUFFER_LIMIT = 500;
/** A position the hub has refused so often is given up; the list is then read anew. */
const GIVE_UP_CURSOR_AFTER = 3;

/**
 * Keeps a list complete: subscribe, wait for Synced, read the list, then apply what follows. Changes that arrive while
 * the list is being read wait for it. After a reconnect the stream resumes by cursor; after a Reset the list is read anew.
 */
export class LiveFeed<Change> {
  readonly #options: LiveFeedOptions<Change>;
  #cursor: string | undefined;
  #buffer: Change[] | undefined;
  #close: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refetchTimer: ReturnType<typeof setTimeout> | undefined;
  /** Rises with every stream; what an earlier stream still says is not heard. */
  #stream = 0;
  /** Rises with every reading; only the newest may drain the buffer. */
  #reading = 0;
  #failedOpens = 0;
  #failedReads = 0;

  constructor(options: LiveFeedOptions<Change>) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    this.#options.onState('starting');
    this.#open();
  }

  /** Stops listening and forgets the position. */
  stop(): void {
    this.#stream += 1;
    this.#reading += 1;
    clearTimeout(this.#timer);
    clearTimeout(this.#refetchTimer);
    this.#close?.();
    this.#close = undefined;
    this.#cursor = undefined;
    this.#buffer = undefined;
    this.#failedOpens = 0;
    this.#failedReads = 0;
  }

  /** Reads the list again now, for instance when another part of it is wanted. */
  async refetch(): Promise<void> {
    clearTimeout(this.#refetchTimer);
    this.#reading += 1;
    const reading = this.#reading;
    // What waits for a reading that this one overtakes waits for this one.
    this.#buffer ??= [];
    try {
      await this.#options.refetch();
      if (reading !== this.#reading) return;
      this.#failedReads = 0;
      this.#drain();
    } catch {
      if (reading !== this.#reading) return;
      this.#options.onState('failed');
      this.#refetchTimer = setTimeout(() => void this.refetch(), this.#options.delay(this.#failedReads));
      this.#failedReads += 1;
    }
  }

  #drain(): void {
    const waiting = this.#buffer ?? [];
    this.#buffer = undefined;
    if (waiting.length > BUFFER_LIMIT) {
      void this.refetch();
      return;
    }
    for (const change of waiting) this.#options.apply(change);
    this.#options.onState('live');
  }

  #open(): void {
    this.#stream += 1;
    const stream = this.#stream;
    this.#close = this.#options.open(() => this.#cursor, {
      next: (event) => {
        if (stream === this.#stream) this.#hear(event);
      },
      ended: () => {
        if (stream === this.#stream) this.#reopen();
      },
    });
  }

  #hear(event: FeedEvent<Change>): void {
    const first = this.#cursor === undefined;
    this.#cursor = event.cursor;
    this.#failedOpens = 0;
    if (event.kind === 'reset' || (event.kind === 'synced' && first)) {
      void this.refetch();
    } else if (event.kind === 'change') {
      if (this.#buffer) {
        if (this.#buffer.length <= BUFFER_LIMIT) this.#buffer.push(event.change);
      } else {
        this.#options.apply(event.change);
      }
    }
  }

  #reopen(): void {
    this.#stream += 1;
    this.#close = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), this.#options.delay(this.#failedOpens));
    this.#failedOpens += 1;
    if (this.#failedOpens >= GIVE_UP_CURSOR_AFTER) this.#cursor = undefined;
  }
}
