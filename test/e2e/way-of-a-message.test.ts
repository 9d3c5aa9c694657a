import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isType } from '../graphql/support/hub-client.ts';
import { databaseKinds } from '../support/database.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { BundledAgent } from '../support/whole/bundled-agent.ts';
import { INBOX_EVENTS, SESSION_EVENTS } from '../support/whole/desk.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';
import { textOf } from '../support/whole/text-of.ts';

const E01 = '故障代码E01是什么意思';
const E01_ANSWER = 'E01为急停按钮被按下，请顺时针旋转急停按钮复位后重新插枪。';

describe.each(databaseKinds())('the way of a message on %s', (kind) => {
  let world: WholeWorld;
  let first: BundledAgent;
  let second: BundledAgent;

  beforeAll(async () => {
    world = await WholeWorld.start({ kind });
    first = await world.agent('一号微信');
    second = await world.agent('二号微信');
  });
  afterAll(() => world.remove());

  it('goes from a customer to an answer, to a person and back, seen live all the way', async () => {
    const operator = await world.operator();
    const socket = operator.socket();
    const inbox = socket.follow(INBOX_EVENTS);
    await inbox.until(isType('Synced'));
    await first.say('王先生', E01);
    await second.say('李女士', '下单后多久发货');
    const seen = await inbox.until((item) => textOf(item['session']?.['lastMessage']?.['content']) === E01_ANSWER);
    const sessionId = textOf(seen['session']?.['id']);
    const roomId = textOf(seen['session']?.['room']?.['id']);
    await waitUntil(() => first.typed('王先生').length > 0);
    expect(first.typed('王先生')).toEqual([E01_ANSWER]);
    await waitUntil(async () => (await operator.lines(sessionId)).at(-1)?.delivery === 'CONFIRMED');
    expect(await operator.outcomes(sessionId)).toEqual(['REPLIED']);
    await waitUntil(() => second.typed('李女士').length > 0);

    const thread = socket.follow(SESSION_EVENTS, { sessionId });
    await thread.until(isType('Synced'));
    expect(await operator.takeOver(roomId)).toMatch(/REQUESTED|HUMAN/);
    await thread.until((item) => textOf(item['session']?.['room']?.['owner']) === 'HUMAN');
    await first.say('王先生', '还是不行，帮我看看');
    await thread.until((item) => textOf(item['message']?.['content']) === '还是不行，帮我看看');
    await operator.write(sessionId, '我是客服小王，马上为您查看');
    await thread.until((item) => textOf(item['reply']?.['state']) === 'CONFIRMED');
    expect(first.typed('王先生')).toEqual([E01_ANSWER, '我是客服小王，马上为您查看']);
    expect((await operator.outcomes(sessionId)).at(-1)).toBe('ANSWERED_BY_HUMAN');

    expect(await operator.handBack(roomId)).toBe('OK');
    expect(await operator.owner(sessionId)).toBe('MODEL');
    await first.say('王先生', '故障代码E03是什么意思');
    await waitUntil(() => first.typed('王先生').length === 3);
    expect(first.typed('王先生')[2]).toContain('接地');
    await waitUntil(async () => (await operator.lines(sessionId)).at(-1)?.delivery === 'CONFIRMED');
    expect(await operator.close(sessionId)).toBe('CLOSED');
    const { resolution } = await operator.session(sessionId);
    expect(textOf(resolution)).toBe('SOLVED');
    await thread.until((item) => textOf(item['session']?.['status']) === 'CLOSED');
    await socket.close();
  });

  it('leaves a history without a fault', async () => {
    await world.rest();
    expect(await world.violations()).toBe('');
  });
});
