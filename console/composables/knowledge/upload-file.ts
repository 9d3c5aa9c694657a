/** A refusal of the hub while a file goes up. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** SHA-256 of a file in lower-case hex, by which the hub names its bytes. */
export async function hashOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Sends a file up under its hash; `onShare` is told the share that has gone, 0 to 1. Rejects with UploadRefused when the hub
 * refuses it, code NETWORK when nobody answered, and with the signal's reason when it is ended.
 */
export function putFile(
  file: File,
  { hash, token, signal, onShare }: { hash: string; token: string; signal: AbortSignal; onShare(share: number): void },
): Promise<void> {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of how far an upload has come.
    const request = new XMLHttpRequest();
    request.open('PUT', `/knowledge/files/${hash}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.upload.addEventListener('progress', ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => {
      if (request.status < 300) resolve();
      else reject(new UploadRefused(codeOf(request.responseText)));
    });
    request.addEventListener('error', () => reject(new UploadRefused('NETWORK')));
    request.addEventListener('abort', () => reject(signal.reason as Error));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function codeOf(answer: string): string {
  try {
    const { code } = JSON.parse(answer) as { code?: unknown };
    return typeof code === 'string' ? code : 'INTERNAL';
  } catch {
    return 'INTERNAL';
  }
}
