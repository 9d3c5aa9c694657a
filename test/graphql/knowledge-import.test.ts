import { expect, it } from 'vitest';
import { isType, nodesOf, text } from './support/hub-client.ts';
import { KnowledgeSide, table } from './support/knowledge-side.ts';
import { describeHub } from './support/test-hub.ts';

describeHub('importing', (given) => {
  const side = (): KnowledgeSide => new KnowledgeSide(given().owner);

  it('takes a file in, shows how far it is, and answers from it', async () => {
    const socket = given().owner.connect();
    const events = socket.follow(
      `subscription { importEvents { __typename ... on ImportChanged { version { state chunkCount progress { stage done total } } } ... on KnowledgeChanged { knowledge { chunkCount } } } }`,
    );
    await events.until(isType('Synced'));
    const { duplicate, version } = await side().upload({
      fileName: '价目.csv',
      content: table(650),
      folder: '售前/价格',
    });
    expect(duplicate).toBe(false);
    const last = await events.until((item) => text(item['version']?.['state']) === 'PUBLISHED');
    expect(last).toMatchObject({ version: { chunkCount: 650, progress: null } });
    const stages = events.seen.map((item) => text(item['version']?.['progress']?.['stage']));
    expect(stages).toContain('STORING');
    await expect
      .poll(async () => (await given().owner.ask('{ knowledge { status chunkCount } }'))['knowledge'])
      .toEqual({ status: 'READY', chunkCount: 650 });
    const { knowledge } = await given().owner.ask(
      `{ knowledge { revision documentCount folders { path documentCount chunkCount } imports { id }
         documents(folder: "售前/价格", state: PUBLISHED, search: "价目") { edges { node { id name state source versions { edges { node { id number state chunks(first: 2) { edges { node { question answer } } } } } } } } } } }`,
    );
    expect(knowledge).toMatchObject({
      revision: '1',
      documentCount: 1,
      folders: [{ path: '售前/价格', documentCount: 1, chunkCount: 650 }],
      imports: [],
    });
    const [document] = nodesOf(knowledge?.['documents']);
    expect(document).toMatchObject({ name: '价目.csv', state: 'PUBLISHED', source: 'UPLOAD' });
    const [only] = nodesOf(document?.['versions']);
    expect(only).toMatchObject({ id: version?.['id'], number: 1, state: 'PUBLISHED' });
    expect(nodesOf(only?.['chunks'])).toEqual([
      { question: '问题0号怎么办', answer: '第0号回答，共0元。' },
      { question: '问题1号怎么办', answer: '第1号回答，共7元。' },
    ]);
    await events.stop();
    await socket.close();
  });
});
