import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import {
  CancelTakeOverDocument,
  CloseSessionDocument,
  HandBackDocument,
  TakeOverDocument,
  type Resolution,
  type SessionRowFragment,
} from '../../generated/graphql.ts';
import type { HubFailure } from '../api/hub-failure.ts';
import { useCommand } from '../api/use-command.ts';
import { mayTakeOver, penOf, type Pen } from '../inbox/pen.ts';
import { useAuthStore } from '../session/auth-store.ts';

export interface Ownership {
  readonly pen: ComputedRef<Pen>;
  readonly busy: ComputedRef<boolean>;
  readonly failure: ShallowRef<HubFailure | undefined>;
  /** Hand-back waits for bubbles that are still queued; the operator chooses what becomes of them. */
  readonly pendingBubbles: Ref<number>;
  readonly can: ComputedRef<{ take: boolean; cancel: boolean; handBack: boolean; resolve: boolean }>;
  takeOver(): Promise<void>;
  cancel(): Promise<void>;
  /** True when the room is the model's again. */
  handBack(voidQueued?: boolean): Promise<boolean>;
  close(resolution: Resolution): Promise<boolean>;
}

function bubblesOf(failure: HubFailure): number {
  const count = failure.detail['bubbles'];
  return typeof count === 'number' && count > 0 ? count : 1;
}

/** What this operator may do with a room, and the doing. The room's state itself comes back through the cache. */
export function useOwnership(session: () => SessionRowFragment | undefined): Ownership {
  const auth = useAuthStore();
  const failure = shallowRef<HubFailure>();
  const pendingBubbles = ref(0);
  const take = useCommand(TakeOverDocument);
  const cancelling = useCommand(CancelTakeOverDocument);
  const giving = useCommand(HandBackDocument);
  const closing = useCommand(CloseSessionDocument);

  const pen = computed<Pen>(() => {
    const current = session();
    return current ? penOf(current, auth.me?.id) : 'model';
  });
  const can = computed(() => ({
    take: auth.mayOperate && mayTakeOver(pen.value),
    cancel: pen.value === 'requested',
    handBack: pen.value === 'mine',
    resolve: pen.value === 'mine',
  }));

  /** Runs a command for the room on screen; false when it is refused, with the reason kept. */
  async function act(run: (current: SessionRowFragment) => Promise<object>): Promise<boolean> {
    const current = session();
    if (!current) return false;
    failure.value = undefined;
    const result = await run(current);
    if (!('failure' in result)) return true;
    failure.value = result.failure as HubFailure;
    return false;
  }

  return {
    pen,
    failure,
    pendingBubbles,
    can,
    busy: computed(() => take.busy.value || cancelling.busy.value || giving.busy.value || closing.busy.value),
    async takeOver() {
      if (can.value.take) await act((current) => take.run({ roomId: current.room.id }));
    },
    async cancel() {
      if (can.value.cancel) await act((current) => cancelling.run({ roomId: current.room.id }));
    },
    async handBack(voidQueued = false) {
      if (!can.value.handBack) return false;
      const done = await act((current) => giving.run({ roomId: current.room.id, voidQueued }));
      pendingBubbles.value = 0;
      if (failure.value?.code === 'HAND_BACK_PENDING') {
        pendingBubbles.value = bubblesOf(failure.value);
        failure.value = undefined;
      }
      return done;
    },
    async close(resolution) {
      return await act((current) => closing.run({ sessionId: current.id, resolution }));
    },
  };
}
