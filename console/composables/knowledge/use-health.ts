import { useQuery } from '@urql/vue';
import { computed, watch, type ComputedRef, type Ref } from 'vue';
import { SOON_DAYS } from './document-rules.ts';
import { KnowledgeHealthDocument, type KnowledgeHealthQuery } from '../../generated/graphql.ts';

export type Contradiction = KnowledgeHealthQuery['contradictions'][number];
export type UnusedDocument = KnowledgeHealthQuery['unusedDocuments']['edges'][number]['node'];

const DAY_MS = 86_400_000;
/** Documents of a list; beyond them a number would only tire. */
const MOST = 50;
/** Days without a citation after which a document counts as unused. */
export const UNUSED_DAYS = 30;

export interface Health {
  readonly health: ComputedRef<KnowledgeHealthQuery | undefined>;
  readonly failed: ComputedRef<boolean>;
  reload(): void;
}

/** What wants somebody's care: entries against each other, documents that expire or expired, and unused ones; read again when the knowledge changes. */
export function useHealth(changes: Ref<number>): Health {
  const query = useQuery({
    query: KnowledgeHealthDocument,
    variables: { first: MOST, days: UNUSED_DAYS, soon: new Date(Date.now() + SOON_DAYS * DAY_MS).toISOString() },
    requestPolicy: 'cache-and-network',
  });
  const reload = (): void => {
    query.executeQuery({ requestPolicy: 'network-only' });
  };
  watch(changes, reload);
  return {
    health: computed(() => query.data.value),
    failed: computed(() => query.error.value !== undefined && query.data.value === undefined),
    reload,
  };
}
