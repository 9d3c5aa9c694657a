import { shallowRef, type ShallowRef } from 'vue';
import { useHubToken } from '../api/hub-token.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { useTexts } from '../shell/use-texts.ts';
import { saveBlob } from '../shell/save-blob.ts';

/** Brings the original of a version back under its name; what went wrong is told in a notice. */
export function useDownload(): {
  readonly busy: ShallowRef<boolean>;
  run(file: { readonly hash: string; readonly name: string }): Promise<void>;
} {
  const toasts = useToastStore();
  const token = useHubToken();
  const { t } = useTexts();
  const busy = shallowRef(false);

  async function read(hash: string, name: string): Promise<Blob | undefined> {
    const pass = await token();
    const answer = await fetch(`/knowledge/files/${hash}?name=${encodeURIComponent(name)}`, {
      headers: { authorization: `Bearer ${pass ?? ''}` },
    }).catch(() => undefined);
    return answer?.ok ? await answer.blob().catch(() => undefined) : undefined;
  }

  return {
    busy,
    async run({ hash, name }) {
      busy.value = true;
      const blob = await read(hash, name);
      busy.value = false;
      if (blob) saveBlob(blob, name);
      else
        toasts.show({
          tone: 'danger',
          title: t('document.downloadFailed', { name }),
          text: t('document.downloadFailedText'),
        });
    },
  };
}
