/** What the worker is started with. */
export interface WorkerStart {
  /** Data folder of PostgreSQL; made when it is empty. */
  readonly folder: string;
  /** False only for throw-away databases: nothing is synced to disk. */
  readonly durable: boolean;
}

/** To the worker: bytes of the wire protocol, whole messages. A farewell among them ends it. */
export type ToWorker = Uint8Array;

/** From the worker: it is ready for bytes, answers, or it ended because of a failure (after which it exits). */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly reason: string };
