import { createHash, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { list, nodesOf, text } from './support/hub-client.ts';
import { KnowledgeSide, table } from './support/knowledge-side.ts';
import { describeHub } from './support/test-hub.ts';

const CHANGE = (name: string): string =>
  `mutation ($requestId: ID!, $id: ID!) { ${name}(requestId: $requestId, versionId: $id) { id state } }`;
const DOCUMENT = (name: string): string =>
  `mutation ($requestId: ID!, $id: ID!) { ${name}(requestId: $requestId, documentId: $id) { id state } }`;
const TRY = `query ($question: String!) { tryQuestion(question: $question) { route reason confidence mapVersion features replyThreshold
  hits { answer documentName score keywordScore matched missing chunk { id } document { id } } } }`;

describeHub('versions', (given) => {
  const side = (): KnowledgeSide => new KnowledgeSide(given().owner);
  const change = (name: string, id: unknown) => given().owner.ask(CHANGE(name), { id });
  const bestAnswer = async (question: string): Promise<string | undefined> => {
    const { tryQuestion } = await given().owner.ask(TRY, { question });
    const [best] = (tryQuestion?.['hits'] ?? []) as unknown as { answer: string }[];
    return best?.answer;
  };
  /** Waits until the knowledge answers a question so. */
  const answers = async (question: string, fits: (answer: string) => boolean): Promise<void> => {
    await expect.poll(async () => fits((await bestAnswer(question)) ?? '')).toBe(true);
  };

  it('the same file twice changes nothing; another content becomes a version that replaces the old one', async () => {
    const first = await side().imported({ fileName: '运费.csv', content: '问题,答案\n运费多少钱,十元。\n' });
    await answers('运费多少钱', (answer) => answer === '十元。');
    const again = await side().upload({ fileName: '运费.csv', content: '问题,答案\n运费多少钱,十元。\n' });
    expect(again).toMatchObject({ duplicate: true, version: { id: text(first['currentVersion']?.['id']) } });
    const second = await side().imported({
      fileName: '运费.csv',
      content: '问题,答案\n运费多少钱,十二元。\n包邮吗,满百包邮。\n',
    });
    expect(second).toMatchObject({ id: first['id'], state: 'PUBLISHED', latestVersion: { number: 2, chunkCount: 2 } });
    await answers('运费多少钱', (answer) => answer === '十二元。');
    const [a, b] = [first, second].map((document) => document['latestVersion']?.['id']);
    const { compareVersions } = await given().owner.ask(
      `query ($a: ID!, $b: ID!) { compareVersions(a: $a, b: $b) { addedCount removedCount changedCount sameCount added { question } changed { before { answer } after { answer } } } }`,
      { a, b },
    );
    expect(compareVersions).toEqual({
      addedCount: 1,
      removedCount: 0,
      changedCount: 1,
      sameCount: 0,
      added: [{ question: '包邮吗' }],
      changed: [{ before: { answer: '十元。' }, after: { answer: '十二元。' } }],
    });
    await change('rollbackToVersion', a);
    await answers('运费多少钱', (answer) => answer === '十元。');
    expect(await given().owner.refusal(CHANGE('rollbackToVersion'), { id: a })).toBe('CONFLICT');
    const { audit } = await given().owner.ask('{ audit(first: 20) { edges { node { action } } } }');
    expect(nodesOf(audit).map(({ action }) => action)).toContain('rollbackToVersion');
  });

  it('holds a file with personal data until a person publishes or discards it', async () => {
    const content = '问题,答案\n找谁安装,找李师傅 13812345678。\n';
    const held = await side().imported({ fileName: '安装.csv', content });
    expect(held).toMatchObject({ state: 'HELD', currentVersion: null, latestVersion: { state: 'HELD' } });
    const [finding] = list(held['latestVersion']?.['findings']);
    expect(finding).toMatchObject({ kind: 'PHONE' });
    expect(text(finding?.['masked'])).not.toContain('13812345678');
    expect((await bestAnswer('找谁安装')) ?? '').not.toContain('李师傅');
    await change('publishVersion', held['latestVersion']?.['id']);
    await answers('找谁安装', (answer) => answer.includes('李师傅'));
    const removed = await side().imported({ fileName: '安装三.csv', content: content.replace('安装', '拆除') });
    await given().owner.ask(DOCUMENT('removeDocument'), { id: removed['id'] });
    const late = { id: removed['latestVersion']?.['id'] };
    expect(await given().owner.refusal(CHANGE('publishVersion'), late)).toBe('CONFLICT');
    await given().owner.ask(DOCUMENT('restoreDocument'), { id: removed['id'] });
    await given().owner.ask(CHANGE('discardVersion'), late);
    const other = await side().imported({ fileName: '安装二.csv', content: content.replace('安装', '维修') });
    expect(await change('discardVersion', other['latestVersion']?.['id'])).toMatchObject({
      discardVersion: { state: 'CANCELLED' },
    });
  });

  it('says why a file is refused, and tries again when asked', async () => {
    const refused = await side().imported({ fileName: '坏.csv', content: Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x81]) });
    expect(refused).toMatchObject({ state: 'REFUSED', latestVersion: { state: 'REFUSED', chunkCount: 0 } });
    expect(text(refused['latestVersion']?.['error']?.['message'])).toMatch(/\p{Script=Han}/u);
    expect(await change('retryImport', refused['latestVersion']?.['id'])).toMatchObject({
      retryImport: { state: 'IMPORTING' },
    });
    await expect
      .poll(async () => text((await side().document(text(refused['id'])))['latestVersion']?.['state']))
      .toBe('REFUSED');
  });

  it('cancels what waits and what runs; nothing is answered from it', async () => {
    const { version } = await side().upload({ fileName: '大.csv', content: table(4_000) });
    await change('cancelImport', version?.['id']);
    await side().upload({
      fileName: '小.csv',
      content: '问题,答案\n能退货吗,七天内可以。\n',
    });
    await answers('能退货吗', (answer) => answer === '七天内可以。');
    const cancelled = await side().document(text(version?.['document']?.['id']));
    expect(cancelled).toMatchObject({ currentVersion: null, latestVersion: { state: 'CANCELLED' } });
    expect(await given().owner.refusal(CHANGE('cancelImport'), { id: version?.['id'] })).toBe('CONFLICT');
  });

  it('moves, removes, restores and lets documents expire', async () => {
    const file = { fileName: '保修.csv', content: '问题,答案\n保修多久,整机三年。\n' };
    const { id } = await side().imported(file);
    await answers('保修多久', (answer) => answer === '整机三年。');
    const move = `mutation ($requestId: ID!, $id: ID!) { moveDocument(requestId: $requestId, documentId: $id, folder: "售后", newName: "质保.csv") { folder name } }`;
    expect((await given().owner.ask(move, { id }))['moveDocument']).toEqual({ folder: '售后', name: '质保.csv' });
    await given().owner.ask(DOCUMENT('removeDocument'), { id });
    await answers('保修多久', (answer) => answer !== '整机三年。');
    const removed = await given().owner.ask(
      '{ knowledge { documents(state: REMOVED) { edges { node { id state purgedAt } } } } }',
    );
    expect(nodesOf(removed['knowledge']?.['documents'])).toMatchObject([{ id, state: 'REMOVED' }]);
    const other = await side().imported({ ...file, folder: '售后', fileName: '质保.csv' });
    expect(await given().owner.refusal(DOCUMENT('restoreDocument'), { id })).toBe('CONFLICT');
    await given().owner.ask(DOCUMENT('removeDocument'), { id: other['id'] });
    await given().owner.ask(DOCUMENT('restoreDocument'), { id });
    await answers('保修多久', (answer) => answer === '整机三年。');
    const expire = `mutation ($requestId: ID!, $id: ID!, $at: DateTime) { setExpiry(requestId: $requestId, documentId: $id, expiresAt: $at) { state expiresAt } }`;
    const past = new Date(Date.now() - 1000).toISOString();
    expect((await given().owner.ask(expire, { id, at: past }))['setExpiry']).toEqual({
      state: 'EXPIRED',
      expiresAt: past,
    });
    await answers('保修多久', (answer) => answer !== '整机三年。');
    const soon = `query ($at: DateTime!) { knowledge { documents(expiresBefore: $at) { edges { node { id } } } } }`;
    const expiring = async (at: string) =>
      nodesOf((await given().owner.ask(soon, { at }))['knowledge']?.['documents']).map((node) => node['id']);
    expect(await expiring(new Date().toISOString())).toEqual([id]);
    expect(await expiring(new Date(Date.parse(past) - 1000).toISOString())).toEqual([]);
    await given().owner.ask(expire, { id, at: null });
    await answers('保修多久', (answer) => answer === '整机三年。');
  });

  it('shows administrators only how to change it, and keeps tenants apart', async () => {
    const operator = new KnowledgeSide(await given().owner.invite('OPERATOR'));
    expect((await operator.put('x')).status).toBe(403);
    expect((await new KnowledgeSide(given().agent).put('x')).status).toBe(403);
    expect((await new KnowledgeSide(given().anyone).put('x')).status).toBe(401);
    expect((await side().put('x', { hash: 'a'.repeat(64) })).status).toBe(400);
    expect((await side().put('x', { name: 'a.exe' })).status).toBe(415);
    expect((await side().put('')).status).toBe(400);
    const bytes = '问题,答案\n谁的,我的。\n';
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect([(await side().put(bytes)).status, (await side().put(bytes)).status]).toEqual([201, 200]);
    const own = await fetch(`${given().hub.url}/knowledge/files/${hash}?name=%E8%A1%A8.csv`, {
      headers: given().owner.authorization,
    });
    expect(await own.text()).toBe(bytes);
    expect(own.headers.get('content-disposition')).toContain('attachment');
    const theirs = await fetch(`${given().hub.url}/knowledge/files/${hash}`, { headers: given().demo.authorization });
    expect(theirs.status).toBe(404);
    await expect(
      given().demo.ask(
        `mutation ($requestId: ID!, $hash: String!) { importDocument(requestId: $requestId, hash: $hash, fileName: "表.csv", folder: "") { duplicate } }`,
        { hash },
      ),
    ).rejects.toThrow('NOT_FOUND');
    const { id } = await side().imported({ fileName: '谁.csv', content: bytes });
    const ask = `query ($id: ID!) { document(id: $id) { id } }`;
    expect(await given().demo.ask(ask, { id })).toEqual({ document: null });
    expect(await given().demo.refusal(DOCUMENT('removeDocument'), { id })).toBe('NOT_FOUND');
    expect(
      await given().owner.refusal(
        `mutation ($requestId: ID!) { importDocument(requestId: $requestId, hash: "${hash}", fileName: "a.csv", folder: "../x") { duplicate } }`,
      ),
    ).toBe('BAD_INPUT');
  });

  it('takes a large file in pieces and gives it back whole', async () => {
    const bytes = Buffer.alloc(5 * 1024 * 1024 + 17, '大文件内容');
    expect((await side().put(bytes)).status).toBe(201);
    const hash = createHash('sha256').update(bytes).digest('hex');
    const back = await fetch(`${given().hub.url}/knowledge/files/${hash}`, { headers: given().owner.authorization });
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('answers a repeated request with the first answer', async () => {
    const requestId = randomUUID();
    const file = { fileName: '重复.csv', content: '问题,答案\n几点下班,六点。\n' };
    const first = await side().upload(file, requestId);
    expect(await side().upload(file, requestId)).toMatchObject({
      duplicate: false,
      version: { id: text(first['version']?.['id']) },
    });
  });
});
