import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../support/database.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { BundledAgent } from '../support/whole/bundled-agent.ts';
import { type Desk } from '../support/whole/desk.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';
import { textOf } from '../support/whole/text-of.ts';

/** Between two lines of somebody who does not stop: shorter than the pause that ends a burst. */
const LINE_EVERY_MS = 400;

describe.each(databaseKinds())('people and the model in one room on %s', (kind) => {
  let world: WholeWorld;
  let agent: BundledAgent;
  let desks: readonly Desk[];

  beforeAll(async () => {
    world = await WholeWorld.start({ kind });
    agent = await world.agent('门店微信');
    desks = [await world.operator(), await world.operator()];
  });
  afterAll(() => world.remove());

  async function met(customer: string, text: string): Promise<{ sessionId: string; roomId: string }> {
    await agent.say(customer, text);
    return world.admin.sessionWith(customer);
  }

  it('gives a room to one of two operators who want it at once', async () => {
    const room = await met('钱先生', '故障代码E01是什么意思');
    const answers = await Promise.all(desks.map((desk) => desk.takeOver(room.roomId)));
    expect(answers.filter((answer) => answer === 'OWNED_BY')).toHaveLength(1);
    const [winner, loser] = answers[0] === 'OWNED_BY' ? desks.toReversed() : desks;
    await waitUntil(async () => (await winner!.owner(room.sessionId)) === 'HUMAN');
    expect(await loser!.write(room.sessionId, '我来')).toBe('OWNED_BY');
    expect(await loser!.takeOver(room.roomId)).toBe('OWNED_BY');
    await winner!.write(room.sessionId, '您好，请讲');
    await waitUntil(() => agent.typed('钱先生').includes('您好，请讲'));
    expect(agent.typed('钱先生')).not.toContain('我来');
    await waitUntil(async () => (await winner!.handBack(room.roomId)) === 'OK');
  });

  it('is silent while somebody types on the phone, and comes back afterwards', async () => {
    const room = await met('周女士', '您好');
    await waitUntil(() => agent.typed('周女士').length > 0);
    await agent.phone('周女士', '我在手机上回您');
    await waitUntil(async () => (await world.admin.owner(room.sessionId)) === 'PHONE');
    await agent.say('周女士', '故障代码E03是什么意思');
    const typed = agent.typed('周女士').length;
    await waitUntil(async () => (await world.admin.owner(room.sessionId)) === 'MODEL');
    const lines = await world.admin.lines(room.sessionId);
    expect(lines.some((line) => line.content === '我在手机上回您' && line.role === 'OPERATOR')).toBe(true);
    await waitUntil(() => agent.typed('周女士').length > typed);
    expect(agent.typed('周女士').at(-1)).toContain('E03');
  });

  it('lets the model answer what was left unanswered at the hand-back', async () => {
    const room = await met('吴先生', '您好');
    await waitUntil(() => agent.typed('吴先生').length > 0);
    await desks[0]!.hold(room);
    await agent.say('吴先生', '故障代码E01是什么意思');
    await waitUntil(async () => (await world.admin.lines(room.sessionId)).some((one) => one.content.includes('E01')));
    const before = agent.typed('吴先生').length;
    expect(await desks[0]!.handBack(room.roomId)).toBe('OK');
    await waitUntil(() => agent.typed('吴先生').length > before);
    expect(agent.typed('吴先生').at(-1)).toContain('急停按钮');
  });

  it('answers a burst that never ends, and hands a picture to a person', async () => {
    const answered = new AbortController();
    const burst = (async () => {
      for (let line = 0; !answered.signal.aborted; line += 1) {
        await agent.say('郑先生', line % 5 === 0 ? '故障代码E01是什么意思' : `还有第${line}件事`);
        await pause(LINE_EVERY_MS);
      }
    })();
    const { sessionId } = await world.admin.sessionWith('郑先生');
    await waitUntil(async () => (await world.admin.outcomes(sessionId))[0] !== 'OPEN', { for: 'an answer meanwhile' });
    answered.abort();
    await burst;

    await agent.say('冯女士', '[图片]', { picture: 7 });
    const picture = await world.admin.sessionWith('冯女士');
    await waitUntil(async () => (await world.admin.outcomes(picture.sessionId))[0] === 'HANDED_OFF');
    const [line] = await world.admin.messages(picture.sessionId);
    const media = await fetch(new URL(textOf(line?.['mediaUrl']), world.hub.url));
    expect([media.status, media.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(textOf((await world.admin.session(picture.sessionId))['handoff']?.['reason'])).toBe('PICTURE_ONLY');
  });

  it('leaves a history without a fault', async () => {
    await world.rest();
    expect(await world.violations()).toBe('');
  });
});
