import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { CreateAgentDocument, type CreateAgentMutation } from '../../generated/graphql.ts';
import type { HubFailure } from '../api/hub-failure.ts';
import { useCommand } from '../api/use-command.ts';
import { saveBlob } from '../shell/save-blob.ts';

const LONGEST_NAME = 60;

export interface CreateAgent {
  readonly name: Ref<string>;
  readonly valid: ComputedRef<boolean>;
  readonly busy: ShallowRef<boolean>;
  readonly failure: ShallowRef<HubFailure | undefined>;
  /** The new agent with its key; the key is in memory only, and only until the dialog closes. */
  readonly made: ShallowRef<CreateAgentMutation['createAgent'] | undefined>;
  submit(): Promise<void>;
  download(): void;
}

/** Creates an agent; its key is shown once. */
export function useCreateAgent(onMade: (made: CreateAgentMutation['createAgent']) => void): CreateAgent {
  const name = ref('');
  const made = shallowRef<CreateAgentMutation['createAgent']>();
  const command = useCommand(CreateAgentDocument);
  const valid = computed(() => name.value.trim() !== '' && Array.from(name.value.trim()).length <= LONGEST_NAME);
  return {
    name,
    valid,
    made,
    busy: command.busy,
    failure: command.failure,
    async submit() {
      if (!valid.value) return;
      const result = await command.run({ name: name.value.trim() });
      if (!('data' in result)) return;
      made.value = result.data.createAgent;
      onMade(result.data.createAgent);
    },
    download() {
      if (made.value) saveBlob(new Blob([made.value.config], { type: 'application/yaml' }), 'agent.yaml');
    },
  };
}
