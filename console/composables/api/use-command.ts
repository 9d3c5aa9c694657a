import type { TypedDocumentNode } from '@urql/core';
import { useClientHandle } from '@urql/vue';
import { shallowRef, type ShallowRef } from 'vue';
import { failureOf, type HubFailure } from './hub-failure.ts';
import { pause } from './pause.ts';
import { newRequestId } from './request-id.ts';

/** Done with its data, or refused with the reason; never throws. */
export type CommandResult<Data> = { readonly data: Data } | { readonly failure: HubFailure };

/** Pauses before the second, third and fourth attempt when nobody answered, in milliseconds. */
const RETRIES_MS = [300, 1_000, 2_500] as const;

export interface Command<Data, Input> {
  busy: ShallowRef<boolean>;
  failure: ShallowRef<HubFailure | undefined>;
  run(input: Input): Promise<CommandResult<Data>>;
}

/**
 * A mutation of the hub. It carries one requestId through all its attempts: when a line breaks after the hub acted,
 * the repeat gets the first answer and nothing happens twice.
 */
export function useCommand<Data, Variables extends { requestId: string }>(
  document: TypedDocumentNode<Data, Variables>,
): Command<Data, Omit<Variables, 'requestId'>> {
  const { client } = useClientHandle();
  const busy = shallowRef(false);
  const failure = shallowRef<HubFailure>();

  async function attempt(variables: Variables): Promise<CommandResult<Data>> {
    const result = await client.mutation(document, variables).toPromise();
    if (result.error) return { failure: failureOf(result.error) };
    if (result.data) return { data: result.data };
    return { failure: { code: 'INTERNAL', message: '', detail: {} } };
  }

  return {
    busy,
    failure,
    async run(input) {
      busy.value = true;
      failure.value = undefined;
      const variables = { ...input, requestId: newRequestId() } as Variables;
      let result = await attempt(variables);
      for (const milliseconds of RETRIES_MS) {
        if (!('failure' in result) || result.failure.code !== 'NETWORK') break;
        await pause(milliseconds);
        result = await attempt(variables);
      }
      busy.value = false;
      if ('failure' in result) failure.value = result.failure;
      return result;
    },
  };
}
