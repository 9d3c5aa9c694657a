import { useClientHandle } from '@urql/vue';
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { TryQuestionDocument, type TryQuestionQuery } from '../../generated/graphql.ts';
import { failureOf, type HubFailure } from '../api/hub-failure.ts';

export type TriedQuestion = TryQuestionQuery['tryQuestion'];
export type TriedHit = TriedQuestion['hits'][number];

export interface Trial {
  readonly question: Ref<string>;
  readonly busy: ShallowRef<boolean>;
  readonly failure: ShallowRef<HubFailure | undefined>;
  /** The last result with the question it belongs to. */
  readonly result: ShallowRef<
    { readonly question: string; readonly tried: TriedQuestion; readonly ms: number } | undefined
  >;
  run(): Promise<void>;
}

/** Asks what would become of a question; nobody is answered and nothing changes. */
export function useTrial(): Trial {
  const { client } = useClientHandle();
  const question = ref('');
  const busy = shallowRef(false);
  const failure = shallowRef<HubFailure>();
  const result: Trial['result'] = shallowRef();

  return {
    question,
    busy,
    failure,
    result,
    async run() {
      const asked = question.value.trim();
      if (asked === '' || busy.value) return;
      busy.value = true;
      failure.value = undefined;
      const began = performance.now();
      const answer = await client
        .query(TryQuestionDocument, { question: asked }, { requestPolicy: 'network-only' })
        .toPromise();
      busy.value = false;
      if (answer.data)
        result.value = { question: asked, tried: answer.data.tryQuestion, ms: performance.now() - began };
      else if (answer.error) failure.value = failureOf(answer.error);
    },
  };
}
