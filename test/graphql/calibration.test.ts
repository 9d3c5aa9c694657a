import { expect, it } from 'vitest';
import { labelTurns } from '../../server/modules/calibration/label-turns.ts';
import { AgentSide, line } from './support/agent-side.ts';
import { isType, nodesOf, text } from './support/hub-client.ts';
import { describeHub } from './support/test-hub.ts';

const CALIBRATION =
  '{ calibration { turns labelled expectedCalibrationError bins { from to count confidence right } } }';
const FORECAST = `query ($reply: Float!, $clarify: Float!) { thresholdForecast(reply: $reply, clarify: $clarify) {
  turns automaticShare clarifyShare handoffShare precision precisionSource labelled } }`;
const SET = `mutation ($requestId: ID!, $reply: Float!, $clarify: Float!) {
  setThresholds(requestId: $requestId, reply: $reply, clarify: $clarify) { reply clarify } }`;

describeHub('calibration', (given) => {
  const tenantId = (): string => given().hub.seeded.demo?.tenantId ?? '';

  it('learns what became of an answer from the customer’s next words, once', async () => {
    const agent = new AgentSide(given().agent);
    await agent.replies().until(isType('Synced'));
    const chat = { window: '老周', kind: 'FRIEND', name: '老周' };
    const [receipt] = await agent.ingest(line('家用充电桩安装需要哪些条件', { chat }));
    const turns = async () => {
      const { turns: page } = await given().demo.ask(
        'query ($sessionId: ID!) { turns(sessionId: $sessionId) { edges { node { outcome confidence citations { sentence evidenceId } evidence { id } } } } }',
        { sessionId: receipt?.['sessionId'] },
      );
      return page?.['edges'] as unknown as {
        node: { outcome: string | null; citations: { evidenceId: string }[]; evidence: { id: string }[] };
      }[];
    };
    await expect.poll(async () => (await turns())[0]?.node.outcome).toBe('REPLIED');
    const [answered] = await turns();
    expect(answered?.node.citations.length).toBeGreaterThan(0);
    expect(answered?.node.evidence.map(({ id }) => id)).toContain(answered?.node.citations[0]?.evidenceId);

    const services = { database: given().counted.database };
    expect(await labelTurns(services, tenantId())).toBe(0);
    await agent.ingest(line('解决了 谢谢', { chat }));
    await expect.poll(async () => (await turns()).length).toBe(2);
    await expect.poll(async () => (await turns())[0]?.node.outcome).toBe('NO_REPLY_NEEDED');
    await given().counted.database.inTenant(tenantId(), (em) => em.execute('update session set closed_at = now()'));
    expect(await labelTurns(services, tenantId())).toBe(1);
    expect(await labelTurns(services, tenantId())).toBe(0);

    const { calibration } = await given().demo.ask(CALIBRATION);
    expect(calibration).toMatchObject({ labelled: 1 });
    const bins = calibration?.['bins'] as unknown as { count: number; right: number | null }[];
    expect(bins.filter(({ count }) => count > 0)).toMatchObject([{ count: 1, right: 1 }]);
    const { thresholdForecast } = await given().demo.ask(FORECAST, { reply: 0.75, clarify: 0.55 });
    expect(thresholdForecast).toMatchObject({ turns: 1, automaticShare: 1, precisionSource: 'ESTIMATED', labelled: 1 });
    const own = await given().owner.ask(CALIBRATION);
    expect(own['calibration']).toMatchObject({ turns: 0, labelled: 0, expectedCalibrationError: null });
    await agent.close();
  });

  it('sets both thresholds for administrators, with its audit row', async () => {
    const before = await given().owner.ask('{ thresholds { reply clarify } }');
    expect(before['thresholds']).toEqual({ reply: 0.75, clarify: 0.55 });
    expect((await given().owner.ask(SET, { reply: 0.8, clarify: 0.5 }))['setThresholds']).toEqual({
      reply: 0.8,
      clarify: 0.5,
    });
    expect((await given().owner.ask('{ thresholds { reply clarify } }'))['thresholds']).toEqual({
      reply: 0.8,
      clarify: 0.5,
    });
    expect((await given().demo.ask('{ thresholds { reply } }'))['thresholds']).toEqual({ reply: 0.75 });
    const { audit } = await given().owner.ask('{ audit(first: 1) { edges { node { action detail } } } }');
    expect(nodesOf(audit)[0]).toMatchObject({
      action: 'setThresholds',
      detail: { before: { reply: 0.75 }, after: { reply: 0.8 } },
    });
  });

  it('refuses thresholds that are no shares or change places, and who may not set them', async () => {
    expect(await given().owner.refusal(SET, { reply: 0.5, clarify: 0.6 })).toBe('BAD_INPUT');
    expect(await given().owner.refusal(SET, { reply: 1.2, clarify: 0.6 })).toBe('BAD_INPUT');
    expect(await given().owner.refusal(FORECAST, { reply: 0.5, clarify: -1 })).toBe('BAD_INPUT');
    const viewer = await given().owner.invite('VIEWER');
    expect(await viewer.refusal(SET, { reply: 0.8, clarify: 0.5 })).toBe('FORBIDDEN');
    expect(text((await viewer.ask('{ thresholds { reply } }'))['thresholds']?.['reply'])).toBe('0.8');
  });

  it('says by which map confidence is measured, and lets only administrators choose', async () => {
    const MAPS = '{ confidenceMaps { kind asked usesOwn own { version } shipped { version fittedAt questions } } }';
    expect((await given().owner.ask(MAPS))['confidenceMaps']).toMatchObject([
      { kind: 'KEYWORDS', asked: true, usesOwn: false, own: null, shipped: { questions: expect.any(Number) } },
      { kind: 'MEANING', asked: false, usesOwn: false, own: null },
    ]);
    const CHOOSE = `mutation ($requestId: ID!, $use: Boolean!) { setOwnMaps(requestId: $requestId, use: $use) { kind usesOwn } }`;
    expect((await given().owner.ask(CHOOSE, { use: false }))['setOwnMaps']).toHaveLength(2);
    const viewer = await given().owner.invite('VIEWER');
    expect(await viewer.refusal(CHOOSE, { use: true })).toBe('FORBIDDEN');
  });
});
