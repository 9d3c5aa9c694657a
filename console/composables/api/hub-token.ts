import { inject, type App, type InjectionKey } from 'vue';

type FreshToken = () => Promise<string | undefined>;

const KEY: InjectionKey<FreshToken> = Symbol('fresh token of the hub');

/** Lets composables send what GraphQL does not carry: files. */
export function provideHubToken(app: App, fresh: FreshToken): void {
  app.provide(KEY, fresh);
}

/** Hands out a token that still holds; undefined when nobody is signed in. */
export function useHubToken(): FreshToken {
  const fresh = inject(KEY);
  if (!fresh) throw new Error('the console is not connected to a hub');
  return fresh;
}
