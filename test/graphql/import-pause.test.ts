import { expect, it } from 'vitest';
import { isType, nodesOf, text } from './support/hub-client.ts';
import { KnowledgeSide, table } from './support/knowledge-side.ts';
import { describeHub } from './support/test-hub.ts';

const PAUSE = `mutation ($requestId: ID!, $paused: Boolean!) { setImportsPaused(requestId: $requestId, paused: $paused) { importsPaused } }`;
const STATE = '{ knowledge { importsPaused imports { fileName progress { stage placeInQueue } } } }';

describeHub('pausing imports', (given) => {
  const side = (): KnowledgeSide => new KnowledgeSide(given().owner);
  /** Until every job was looked at. */
  const jobsDone = async (): Promise<void> => {
    await expect
      .poll(() =>
        given().counted.database.outside((em) =>
          em.execute<unknown[]>(`select 1 from pgboss.job_common where state < 'completed'`),
        ),
      )
      .toEqual([]);
  };

  it('keeps what waits in line until imports go on, tells who watches, and writes it down', async () => {
    const socket = given().owner.connect();
    const events = socket.follow(
      'subscription { importEvents { __typename ... on KnowledgeChanged { knowledge { importsPaused } } } }',
    );
    await events.until(isType('Synced'));
    expect(await given().owner.ask(PAUSE, { paused: true })).toEqual({ setImportsPaused: { importsPaused: true } });
    expect(await events.until(isType('KnowledgeChanged'))).toMatchObject({ knowledge: { importsPaused: true } });

    const first = await side().upload({ fileName: '先.csv', content: table(3) });
    await side().upload({ fileName: '后.csv', content: table(4) });
    await jobsDone();
    expect((await given().owner.ask(STATE))['knowledge']).toEqual({
      importsPaused: true,
      imports: [
        { fileName: '先.csv', progress: { stage: 'QUEUED', placeInQueue: 1 } },
        { fileName: '后.csv', progress: { stage: 'QUEUED', placeInQueue: 2 } },
      ],
    });
    expect((await given().demo.ask('{ knowledge { importsPaused } }'))['knowledge']).toEqual({ importsPaused: false });

    await given().owner.ask(PAUSE, { paused: false });
    const { audit } = await given().owner.ask('{ audit(first: 1) { edges { node { action detail } } } }');
    expect(nodesOf(audit)[0]).toMatchObject({ action: 'setImportsPaused', detail: { paused: false } });
    const id = text(first['version']?.['document']?.['id']);
    await expect.poll(async () => (await side().document(id))['state']).toBe('PUBLISHED');
    await expect
      .poll(async () => (await given().owner.ask(STATE))['knowledge'])
      .toEqual({ importsPaused: false, imports: [] });
    await events.stop();
    await socket.close();
  });

  it('lets only administrators do it', async () => {
    const operator = await given().owner.invite('OPERATOR');
    expect(await operator.refusal(PAUSE, { paused: true })).toBe('FORBIDDEN');
  });
});
