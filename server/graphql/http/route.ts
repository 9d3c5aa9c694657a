import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request on its way through the routes. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/** Answers a request, or says false and leaves it to the next route. Throws AppError for a refusal. */
export type Route = (exchange: Exchange) => Promise<boolean>;
