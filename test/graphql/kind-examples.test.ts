import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { nodesOf, text } from './support/hub-client.ts';
import { describeHub } from './support/test-hub.ts';

const ADD = `mutation ($requestId: ID!, $examples: [KindExampleInput!]!) { addKindExamples(requestId: $requestId, examples: $examples) { total } }`;
const REMOVE = `mutation ($requestId: ID!, $id: ID!) { removeKindExample(requestId: $requestId, id: $id) { total } }`;
const LIST = '{ kindExamples(first: 10) { edges { node { id text kind } } } }';

describeHub('own examples of kinds of dialog', (given) => {
  it('are added, changed by the same text, listed and removed, each once', async () => {
    const requestId = randomUUID();
    const examples = [
      { text: '小白桩掉线了', kind: 'INQUIRY' },
      { text: '开票抬头改一下', kind: 'BUSINESS' },
    ];
    const first = await given().owner.ask(ADD, { requestId, examples });
    expect(first['addKindExamples']).toEqual({ total: 2 });
    expect(await given().owner.ask(ADD, { requestId, examples })).toEqual(first);
    await given().owner.ask(ADD, { examples: [{ text: '小白桩掉线了', kind: 'COMPLAINT' }] });
    const listed = nodesOf((await given().owner.ask(LIST))['kindExamples']);
    expect(listed).toMatchObject([
      { text: '开票抬头改一下', kind: 'BUSINESS' },
      { text: '小白桩掉线了', kind: 'COMPLAINT' },
    ]);
    expect(nodesOf((await given().demo.ask(LIST))['kindExamples'])).toEqual([]);
    const settings = async () =>
      (
        await given().counted.database.inTenant(given().hub.seeded.own?.tenantId ?? '', (em) =>
          em.execute<{ revision: number }[]>(`select (settings->>'kindExamplesRevision')::int as revision from tenant`),
        )
      )[0]?.revision;
    expect(await settings()).toBe(2);
    const removed = await given().owner.ask(REMOVE, { id: text(listed[0]?.['id']) });
    expect(removed['removeKindExample']).toEqual({ total: 1 });
    expect(await settings()).toBe(3);
    expect(await given().owner.refusal(REMOVE, { id: text(listed[0]?.['id']) })).toBe('NOT_FOUND');
  });

  it('are stored without what PostgreSQL cannot store', async () => {
    const examples = [{ text: '掉\u0000线了', kind: 'INQUIRY' }];
    await given().owner.ask(ADD, { examples });
    const [listed] = nodesOf((await given().owner.ask(LIST))['kindExamples']);
    expect(listed).toMatchObject({ text: '掉线了' });
  });

  it('are refused when they are too many, empty or somebody else’s to give', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => ({ text: `句${index}`, kind: 'INQUIRY' }));
    expect(await given().owner.refusal(ADD, { examples: many })).toBe('BAD_INPUT');
    expect(await given().owner.refusal(ADD, { examples: [{ text: ' ', kind: 'INQUIRY' }] })).toBe('BAD_INPUT');
    await given().counted.database.inTenant(given().hub.seeded.own?.tenantId ?? '', (em) =>
      em.execute(
        `insert into kind_example (tenant_id, text, kind) select ?, 'x' || n, 'inquiry' from generate_series(1, 20000) n`,
        [given().hub.seeded.own?.tenantId ?? ''],
      ),
    );
    const { errors } = await given().owner.send(ADD, { examples: [{ text: '再来一句', kind: 'INQUIRY' }] });
    expect(errors[0]?.extensions).toMatchObject({ code: 'LIMIT_BATCH', detail: { limit: 20000 } });
    const operator = await given().owner.invite('OPERATOR');
    expect(await operator.refusal(ADD, { examples: [{ text: '一句', kind: 'INQUIRY' }] })).toBe('FORBIDDEN');
  });
});
