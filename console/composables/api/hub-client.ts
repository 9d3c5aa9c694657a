import { cacheExchange } from '@urql/exchange-graphcache';
import { Client, fetchExchange, mapExchange, subscriptionExchange, type Exchange } from '@urql/core';
import type { Client as SocketClient } from 'graphql-ws';
import { introspection } from '../../generated/introspection.ts';
import { feedControlOf } from './feed-control.ts';
import { failureOf } from './hub-failure.ts';

/** Types without an identity of their own: they live inside what holds them. */
const EMBEDDED = [
  'InboxCounts',
  'Statistics',
  'KnowledgeState',
  'KnowledgeFolder',
  'EmbedderStatus',
  'TriedQuestion',
  'TriedHit',
  'GapSample',
  'WriteEntryPayload',
  'Contradiction',
  'VersionComparison',
  'ComparedChunk',
  'ChangedChunk',
  'ImportProgress',
  'ImportError',
  'ImportChanged',
  'KnowledgeChanged',
  'ImportDocumentPayload',
  'LeftOut',
  'PersonalDatum',
  'Calibration',
  'ConfidenceMap',
  'ShippedConfidenceMap',
  'OwnConfidenceMap',
  'ReliabilityBin',
  'Thresholds',
  'ThresholdForecast',
  'Citation',
  'SessionChanged',
  'MessageAdded',
  'ReplyChanged',
  'TurnChanged',
  'HandoffChanged',
  'AgentChanged',
  'Synced',
  'Reset',
  'AuthPayload',
  'TakeOverPayload',
  'SendPayload',
  'CreateAgentPayload',
  'InvitePayload',
  'ChatRef',
] as const;

/** Forwards to the socket. `after` is read when the frame is written, so a reconnect resumes instead of starting over. */
function liveExchange(socket: SocketClient): Exchange {
  return subscriptionExchange({
    forwardSubscription(request, operation) {
      const control = feedControlOf(operation.context);
      const variables = {
        ...request.variables,
        get after() {
          return control?.after();
        },
      };
      return {
        subscribe: (sink) => ({
          unsubscribe: socket.subscribe(
            { query: request.query ?? '', variables },
            {
              next: (result) => sink.next({ data: result.data, ...(result.errors ? { errors: result.errors } : {}) }),
              error: (reason) => {
                control?.ended(reason);
                sink.complete();
              },
              complete: () => {
                control?.ended(undefined);
                sink.complete();
              },
            },
          ),
        }),
      };
    },
  });
}

/** The console's one client: normalised cache, requests over HTTP with a token that holds, live operations over the socket. */
export function createHubClient(options: {
  url: string;
  socket: SocketClient;
  token(): Promise<string | undefined>;
  onUnauthorised(): void;
}): Client {
  return new Client({
    url: options.url,
    preferGetMethod: false,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      const token = await options.token();
      if (token) headers.set('authorization', `Bearer ${token}`);
      return await fetch(input, { ...init, headers });
    },
    exchanges: [
      mapExchange({
        onError(error) {
          if (failureOf(error).code === 'UNAUTHENTICATED') options.onUnauthorised();
        },
      }),
      cacheExchange({ schema: introspection, keys: Object.fromEntries(EMBEDDED.map((type) => [type, () => null])) }),
      fetchExchange,
      liveExchange(options.socket),
    ],
  });
}
