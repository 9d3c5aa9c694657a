import { Client, fetchExchange, type Client as HubClient } from '@urql/core';
import type { App } from 'vue';
import { RefreshTokenDocument, type PassFragment } from '../../generated/graphql.ts';
import { useAuthStore } from '../session/auth-store.ts';
import { failureOf } from './hub-failure.ts';
import { createHubClient } from './hub-client.ts';
import { provideHubLine } from './hub-line.ts';
import { createHubSocket } from './hub-socket.ts';
import { provideHubToken } from './hub-token.ts';
import { newRequestId } from './request-id.ts';
import { createTokenSource } from './token-source.ts';

const HTTP_URL = '/graphql';

function socketUrl(): string {
  const url = new URL(HTTP_URL, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** Asks for a new pass without the main client, whose every request would itself wait for one. */
async function renewPass(refreshToken: string): Promise<PassFragment | undefined> {
  const client = new Client({ url: HTTP_URL, exchanges: [fetchExchange], preferGetMethod: false });
  const result = await client.mutation(RefreshTokenDocument, { requestId: newRequestId(), refreshToken }).toPromise();
  if (result.data) return result.data.refreshToken;
  const failure = result.error ? failureOf(result.error) : undefined;
  if (!failure || failure.code === 'NETWORK') throw result.error ?? new Error('no answer');
  return undefined;
}

/** Joins the console to its hub: one client over HTTP, one socket, one pass for both. Needs Pinia in the app. */
export function connectHub(app: App, options: { onSignedOut(): void }): HubClient {
  const auth = useAuthStore();
  const signOut = (): void => {
    if (!auth.signedIn) return;
    auth.clear();
    options.onSignedOut();
  };
  const tokens = createTokenSource({
    read: () => auth.pass,
    renew: async (refreshToken) => {
      const pass = await renewPass(refreshToken);
      if (pass) auth.accept(pass);
      return pass;
    },
    reject: signOut,
    now: () => Date.now() + auth.clockOffset,
  });
  const socket = createHubSocket({ url: socketUrl(), token: tokens.fresh, onUnauthorised: signOut });
  provideHubLine(app, socket);
  provideHubToken(app, tokens.fresh);
  return createHubClient({ url: HTTP_URL, socket: socket.client, token: tokens.fresh, onUnauthorised: signOut });
}
