import { computed, ref, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { useRouter } from 'vue-router';
import { RemoveDemoDocument } from '../../generated/graphql.ts';
import type { HubFailure } from '../api/hub-failure.ts';
import { useCommand } from '../api/use-command.ts';
import { useAuthStore } from './auth-store.ts';

export interface Demo {
  readonly shown: ComputedRef<boolean>;
  readonly mayRemove: ComputedRef<boolean>;
  readonly asking: Ref<boolean>;
  readonly busy: ShallowRef<boolean>;
  readonly failure: ShallowRef<HubFailure | undefined>;
  remove(): Promise<void>;
}

/** The demo tenant: said plainly, and gone with one button of an admin. */
export function useDemo(): Demo {
  const auth = useAuthStore();
  const router = useRouter();
  const asking = ref(false);
  const command = useCommand(RemoveDemoDocument);
  return {
    shown: computed(() => auth.me?.tenant.demo === true),
    mayRemove: computed(() => auth.mayManage),
    asking,
    busy: command.busy,
    failure: command.failure,
    async remove() {
      const result = await command.run({});
      if ('failure' in result) return;
      // The account went with the demo.
      asking.value = false;
      auth.clear();
      await router.replace({ name: 'login', query: { demo: 'removed' } });
    },
  };
}
