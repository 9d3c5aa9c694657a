import { useClientHandle } from '@urql/vue';
import { DocumentPassagesDocument } from '../../generated/graphql.ts';
import type { EntryDraft } from './use-entry-form.ts';

/** Reads a written entry as it stands, to write it anew; undefined when it cannot be read. */
export function useRewriting(): (documentId: string) => Promise<EntryDraft | undefined> {
  const { client } = useClientHandle();
  return async (documentId) => {
    const variables = { documentId, newest: true, first: 1, after: null };
    const { data } = await client
      .query(DocumentPassagesDocument, variables, { requestPolicy: 'network-only' })
      .toPromise();
    const entry = data?.document?.latestVersion?.chunks.edges[0]?.node;
    if (!entry) return undefined;
    const { question, answer, phrasings } = entry;
    return { documentId, question, answer, phrasings };
  };
}
