import { computed, ref, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { useRouter } from 'vue-router';
import { LoginDocument, LogoutDocument, RedeemLoginLinkDocument, type PassFragment } from '../../generated/graphql.ts';
import type { HubFailure } from '../api/hub-failure.ts';
import { pause } from '../api/pause.ts';
import { useCommand } from '../api/use-command.ts';
import { useAuthStore } from './auth-store.ts';

/** The hub asks for at least this many characters. */
export const SHORTEST_PASSWORD = 10;

/** Goes where the person was headed; only to places inside the console. */
export function landingOf(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/inbox';
}

function useEnter(): (pass: PassFragment) => Promise<void> {
  const auth = useAuthStore();
  const router = useRouter();
  return async (pass) => {
    auth.accept(pass);
    await router.replace(landingOf(router.currentRoute.value.query['next']));
  };
}

/** Login with e-mail and password. */
export function useLogin(): {
  email: Ref<string>;
  password: Ref<string>;
  busy: ShallowRef<boolean>;
  failure: ShallowRef<HubFailure | undefined>;
  submit(): Promise<void>;
} {
  const enter = useEnter();
  const email = ref('');
  const password = ref('');
  const command = useCommand(LoginDocument);
  return {
    email,
    password,
    busy: command.busy,
    failure: command.failure,
    async submit() {
      const result = await command.run({ input: { email: email.value.trim(), password: password.value } });
      if ('data' in result) await enter(result.data.login);
    },
  };
}

/** checking: asking the hub · password: the person has none yet · refused: used, expired or unknown. */
export type LinkState = 'checking' | 'password' | 'refused';

/** Login with a one-time link; a person without a password sets one on the way. */
export function useLoginLink(code: string): {
  state: Ref<LinkState>;
  password: Ref<string>;
  repeat: Ref<string>;
  fault: ComputedRef<'short' | 'differs' | undefined>;
  busy: ShallowRef<boolean>;
  failure: ShallowRef<HubFailure | undefined>;
  redeem(): Promise<void>;
} {
  const enter = useEnter();
  const state = ref<LinkState>('checking');
  const password = ref('');
  const repeat = ref('');
  const command = useCommand(RedeemLoginLinkDocument);
  const fault = computed(() => {
    if (password.value.length < SHORTEST_PASSWORD) return 'short';
    return password.value === repeat.value ? undefined : 'differs';
  });
  return {
    state,
    password,
    repeat,
    fault,
    busy: command.busy,
    failure: command.failure,
    async redeem() {
      if (state.value === 'password' && fault.value) return;
      const result = await command.run({ code, password: state.value === 'password' ? password.value : null });
      if ('data' in result) await enter(result.data.redeemLoginLink);
      else if (result.failure.code === 'BAD_INPUT') state.value = 'password';
      else if (result.failure.code !== 'NETWORK') state.value = 'refused';
    },
  };
}

/** Nobody waits longer than this for the hub to say goodbye. */
const LOGOUT_PATIENCE_MS = 1_500;

/** Leaves: the hub forgets the pass if it can be reached, this browser forgets it in any case. */
export function useLogout(): () => Promise<void> {
  const auth = useAuthStore();
  const router = useRouter();
  const command = useCommand(LogoutDocument);
  return async () => {
    await Promise.race([command.run({}), pause(LOGOUT_PATIENCE_MS)]);
    auth.clear();
    await router.replace({ name: 'login' });
    // Nothing of one person may stay in memory for the next.
    location.reload();
  };
}
