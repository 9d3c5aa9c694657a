import type { Answered } from '../../graphql/support/hub-client.ts';
import { isType, text } from '../../graphql/support/hub-client.ts';
import { KnowledgeSide, type TestFile } from '../../graphql/support/knowledge-side.ts';

const IMPORT_EVENTS = `subscription { importEvents { __typename ... on ImportChanged { version {
  id state fileName progress { stage done total } document { id } error { code message } findings { kind masked } } } } }`;
const PASSAGES = `query ($id: ID!) { document(id: $id) { name currentVersion { id number } versions { edges { node { id number state
  chunks(first: 100) { edges { node { question answer page } } } } } } } }`;

/** How a version of a file stood when it was told. */
export interface ToldVersion {
  readonly id: string;
  readonly documentId: string;
  readonly fileName: string;
  readonly state: string;
  readonly stage: string;
  readonly done: number;
  readonly error: string;
  /** Kind and masked text of each finding. */
  readonly findings: readonly string[];
}

/** A passage of a version. */
export interface StoredPassage {
  readonly question: string;
  readonly answer: string;
  readonly page: number | null;
}

/** The knowledge page of a shop owner, over the API: uploads, live progress, publishing. */
export class ShopKnowledge extends KnowledgeSide {
  /** Uploads files and follows the imports until each has ended; answers all that was told, in order. */
  async bringIn(files: readonly TestFile[]): Promise<ToldVersion[]> {
    const socket = this.client.connect();
    const events = socket.follow(IMPORT_EVENTS);
    await events.until(isType('Synced'));
    const open = new Set<string>();
    for (const file of files) open.add(text((await this.upload(file))['version']?.['id']));
    while (open.size > 0) {
      const { version } = await events.until((item) => text(item['__typename']) === 'ImportChanged');
      if (text(version?.['state']) !== 'IMPORTING') open.delete(text(version?.['id']));
    }
    await socket.close();
    return events.seen.flatMap(({ version }) => (version === undefined ? [] : [toldOf(version)]));
  }

  async publish(versionId: string): Promise<void> {
    await this.#change('publishVersion', versionId);
  }

  async rollback(versionId: string): Promise<void> {
    await this.#change('rollbackToVersion', versionId);
  }

  /** The published passages of a document, in order. */
  async passages(documentId: string): Promise<StoredPassage[]> {
    const { document } = await this.client.ask(PASSAGES, { id: documentId });
    const versions = document?.['versions']?.['edges'] as unknown as readonly { node: Answered }[];
    const current = versions.find(({ node }) => text(node['id']) === text(document?.['currentVersion']?.['id']));
    const edges = current?.node['chunks']?.['edges'] as unknown as readonly { node: StoredPassage }[];
    return edges.map(({ node }) => node);
  }

  async #change(name: string, versionId: string): Promise<void> {
    const parameters = '$requestId: ID!, $versionId: ID!';
    await this.client.ask(`mutation (${parameters}) { ${name}(requestId: $requestId, versionId: $versionId) { id } }`, {
      versionId,
    });
  }
}

function toldOf(version: Answered): ToldVersion {
  const { progress, error } = version as { progress?: Answered | null; error?: Answered | null };
  const findings = version['findings'] as unknown as readonly { kind: string; masked: string }[];
  return {
    id: text(version['id']),
    documentId: text(version['document']?.['id']),
    fileName: text(version['fileName']),
    state: text(version['state']),
    stage: text(progress?.['stage'] ?? ''),
    done: Number(progress?.['done'] ?? 0),
    error: text(error?.['code'] ?? ''),
    findings: findings.map(({ kind, masked }) => `${kind} ${masked}`),
  };
}
