interface Cited {
  readonly citations: readonly { readonly sentence: string; readonly evidenceId: string | null }[];
  readonly evidence: readonly { readonly id: string }[];
}

/** A sentence and the number of its passage in the list below it; undefined when it rests on none. */
export interface NumberedSentence {
  readonly sentence: string;
  readonly number: number | undefined;
}

/** Sentences of an answer with the places of their passages among the evidence, from 1. */
export function numberCitations({ citations, evidence }: Cited): readonly NumberedSentence[] {
  return citations.map(({ sentence, evidenceId }) => {
    const place = evidence.findIndex(({ id }) => id === evidenceId);
    return { sentence, number: place < 0 ? undefined : place + 1 };
  });
}
