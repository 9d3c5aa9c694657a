import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { InviteUserDocument, type InviteUserMutation, type Role } from '../../generated/graphql.ts';
import type { HubFailure } from '../api/hub-failure.ts';
import { useCommand } from '../api/use-command.ts';

/** Roles an admin may give a person. */
export const INVITABLE = ['OPERATOR', 'ADMIN', 'VIEWER'] as const satisfies readonly Role[];

export interface Invite {
  readonly name: Ref<string>;
  readonly email: Ref<string>;
  readonly role: Ref<(typeof INVITABLE)[number]>;
  readonly fault: ComputedRef<'name' | 'email' | undefined>;
  readonly busy: ShallowRef<boolean>;
  readonly failure: ShallowRef<HubFailure | undefined>;
  readonly made: ShallowRef<InviteUserMutation['inviteUser'] | undefined>;
  submit(): Promise<void>;
}

/** Invites a colleague: the hub answers with a login link that works once. */
export function useInvite(): Invite {
  const name = ref('');
  const email = ref('');
  const role = ref<(typeof INVITABLE)[number]>('OPERATOR');
  const made = shallowRef<InviteUserMutation['inviteUser']>();
  const command = useCommand(InviteUserDocument);
  const fault = computed(() => {
    if (name.value.trim() === '') return 'name';
    return /^\S+@\S+\.\S+$/.test(email.value.trim()) ? undefined : 'email';
  });
  return {
    name,
    email,
    role,
    fault,
    made,
    busy: command.busy,
    failure: command.failure,
    async submit() {
      if (fault.value) return;
      const result = await command.run({ name: name.value.trim(), email: email.value.trim(), role: role.value });
      if ('data' in result) made.value = result.data.inviteUser;
    },
  };
}
