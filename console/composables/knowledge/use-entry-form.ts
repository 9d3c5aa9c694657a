import { computed, ref, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { WriteEntryDocument } from '../../generated/graphql.ts';
import type { HubFailure } from '../api/hub-failure.ts';
import { useCommand } from '../api/use-command.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useTexts } from '../shell/use-texts.ts';
import { tidyFolder } from './document-rules.ts';

/** What an entry begins with: nothing, a gap's question, or an entry that is written anew. */
export interface EntryDraft {
  readonly question?: string;
  readonly answer?: string;
  readonly phrasings?: readonly string[];
  readonly folder?: string;
  readonly gapId?: string;
  readonly documentId?: string;
}

export interface EntryForm {
  readonly question: Ref<string>;
  readonly answer: Ref<string>;
  /** One a line. */
  readonly phrasings: Ref<string>;
  readonly folder: Ref<string>;
  readonly valid: ComputedRef<boolean>;
  readonly busy: ShallowRef<boolean>;
  readonly failure: ShallowRef<HubFailure | undefined>;
  save(): Promise<void>;
}

/** Phrasings as they are typed, one a line, without blanks, repeats and the question itself. */
export function phrasingLines(typed: string, question: string): readonly string[] {
  const lines = typed.split('\n').map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== '' && line !== question.trim());
}

/** Writes a question and its answer, which is used from the next question on. */
export function useEntryForm(draft: EntryDraft, saved: () => void): EntryForm {
  const toasts = useToastStore();
  const { t } = useTexts();
  const command = useCommand(WriteEntryDocument);
  const question = ref(draft.question ?? '');
  const answer = ref(draft.answer ?? '');
  const phrasings = ref((draft.phrasings ?? []).join('\n'));
  const folder = ref(draft.folder ?? '');
  const valid = computed(() => question.value.trim() !== '' && answer.value.trim() !== '');
  return {
    question,
    answer,
    phrasings,
    folder,
    valid,
    busy: command.busy,
    failure: command.failure,
    async save() {
      if (!valid.value) return;
      const result = await command.run({
        question: question.value.trim(),
        answer: answer.value.trim(),
        phrasings: [...phrasingLines(phrasings.value, question.value)],
        folder: tidyFolder(folder.value),
        documentId: draft.documentId ?? null,
        gapId: draft.gapId ?? null,
      });
      if ('failure' in result) return;
      toasts.show({ tone: 'success', title: t('care.entry.saved'), text: t('care.entry.savedText') });
      saved();
    },
  };
}
