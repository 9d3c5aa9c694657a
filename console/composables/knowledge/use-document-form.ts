import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { dayField, endOfDay, tidyFolder } from './document-rules.ts';
import type { DocumentDetails } from './use-document.ts';
import type { DocumentActions } from './use-document-actions.ts';

export interface DocumentForm {
  readonly name: Ref<string>;
  readonly folder: Ref<string>;
  /** As a date field writes it; empty: never. */
  readonly expiry: Ref<string>;
  readonly busy: ShallowRef<boolean>;
  save(): Promise<void>;
}

/** Changes of a document's name, folder and expiry; only what was changed is sent. */
export function useDocumentForm(
  document: () => DocumentDetails,
  actions: Pick<DocumentActions, 'place' | 'expire'>,
  saved: () => void,
): DocumentForm {
  const before = document();
  const name = ref(before.name);
  const folder = ref(before.folder);
  const expiry = ref(dayField(before.expiresAt));
  const busy = shallowRef(false);

  async function store(): Promise<boolean> {
    const { id, name: oldName, folder: oldFolder, expiresAt } = document();
    const [newName, newFolder] = [name.value.trim(), tidyFolder(folder.value)];
    if (newName !== oldName || newFolder !== oldFolder) {
      if (!(await actions.place(id, newFolder, newName === oldName ? null : newName))) return false;
    }
    return expiry.value === dayField(expiresAt) || (await actions.expire(id, endOfDay(expiry.value)));
  }

  return {
    name,
    folder,
    expiry,
    busy,
    async save() {
      if (name.value.trim() === '') return;
      busy.value = true;
      if (await store()) saved();
      busy.value = false;
    },
  };
}
