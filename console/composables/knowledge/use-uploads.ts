import { shallowRef, type ShallowRef } from 'vue';
import { ImportDocumentDocument } from '../../generated/graphql.ts';
import { useHubToken } from '../api/hub-token.ts';
import { useCommand } from '../api/use-command.ts';
import { hashOf, putFile, UploadRefused } from './upload-file.ts';
import { type SendFile, type Upload, UploadQueue } from './upload-queue.ts';
import type { Knowledge } from './use-knowledge.ts';

export interface Uploads {
  readonly uploads: ShallowRef<readonly Upload[]>;
  add(files: Iterable<File>, folder: string): void;
  cancel(key: number): void;
  retry(key: number): void;
}

/** Largest file the hub takes, 100 MB; saying so before it goes up saves the wait. */
const LARGEST_BYTES = 100 * 1024 * 1024;

/** Sends files up and asks for their import, one after the other. */
export function useUploads(knowledge: Pick<Knowledge, 'put'>): Uploads {
  const uploads = shallowRef<readonly Upload[]>([]);
  const token = useHubToken();
  const command = useCommand(ImportDocumentDocument);

  const send: SendFile = async ({ file, folder }, { signal, change }) => {
    if (file.size > LARGEST_BYTES) throw new UploadRefused('LIMIT_FILE');
    change({ state: 'hashing' });
    const hash = await hashOf(file);
    signal.throwIfAborted();
    change({ state: 'sending' });
    const pass = await token();
    if (pass === undefined) throw new UploadRefused('UNAUTHENTICATED');
    await putFile(file, { hash, token: pass, signal, onShare: (share) => change({ share }) });
    const result = await command.run({ hash, fileName: file.name, folder });
    if ('failure' in result) throw new UploadRefused(result.failure.code);
    const { duplicate, version } = result.data.importDocument;
    if (duplicate) return 'known';
    knowledge.put(version);
    return 'imported';
  };

  const queue = new UploadQueue(send, (now) => (uploads.value = now));
  return {
    uploads,
    add: (files, folder) => queue.add(files, folder),
    cancel: (key) => queue.cancel(key),
    retry: (key) => queue.retry(key),
  };
}
