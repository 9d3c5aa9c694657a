import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answered, type HubClient, text } from './hub-client.ts';

const IMPORT = `mutation ($requestId: ID!, $hash: String!, $fileName: String!, $folder: String!) {
  importDocument(requestId: $requestId, hash: $hash, fileName: $fileName, folder: $folder) { duplicate version { id state document { id } } } }`;

const VERSION = `query ($id: ID!) { document(id: $id) { state currentVersion { id } latestVersion { id number state chunkCount leftOutCount
  leftOut { where reason } findings { kind masked } error { code message } progress { stage done total placeInQueue } } } }`;

/** A file on its way into the knowledge base. */
export interface TestFile {
  readonly fileName: string;
  readonly content: string | Uint8Array;
  readonly folder?: string;
}

/** A question-answer table of so many rows, each with words of its own. */
export function table(rows: number, answer = (row: number): string => `第${row}号回答，共${row * 7}元。`): string {
  const lines = Array.from({ length: rows }, (_, row) => `问题${row}号怎么办,${answer(row)}`);
  return ['问题,答案', ...lines].join('\n');
}

/** What an administrator does with the knowledge base. */
export class KnowledgeSide {
  readonly client: HubClient;

  constructor(client: HubClient) {
    this.client = client;
  }

  async put(content: string | Uint8Array, options: { hash?: string; name?: string } = {}): Promise<Response> {
    const bytes = Buffer.from(content as Uint8Array);
    const hash = options.hash ?? createHash('sha256').update(bytes).digest('hex');
    const query = options.name === undefined ? '' : `?name=${encodeURIComponent(options.name)}`;
    return fetch(`${this.client.url}/knowledge/files/${hash}${query}`, {
      method: 'PUT',
      headers: this.client.authorization,
      body: bytes,
    });
  }

  /** Uploads and imports; answers the payload. */
  async upload({ fileName, content, folder = '' }: TestFile, requestId = randomUUID()): Promise<Answered> {
    const response = await this.put(content, { name: fileName });
    const body = (await response.json()) as { hash?: string; code?: string };
    if (body.hash === undefined) throw new Error(body.code);
    const data = await this.client.ask(IMPORT, { requestId, hash: body.hash, fileName, folder });
    return data['importDocument']!;
  }

  async document(id: string): Promise<Answered> {
    return (await this.client.ask(VERSION, { id }))['document']!;
  }

  /** Uploads and waits until the version has ended; answers the document. */
  async imported(file: TestFile): Promise<Answered> {
    const { version } = await this.upload(file);
    const id = text(version?.['document']?.['id']);
    for (;;) {
      const document = await this.document(id);
      const states = [document['state'], document['latestVersion']?.['state']].map(text);
      // Its parts are read one after the other: what has ended in between is read whole once more.
      if (!states.includes('IMPORTING')) return { ...(await this.document(id)), id } as unknown as Answered;
      await pause(50);
    }
  }
}
