import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, owned, roomOf } from '../../support/spine/spine-scenes.ts';
import type { World } from '../../support/spine/spine-world.ts';

const audits = (w: World) =>
  w.rows('select actor, action, subject, detail from audit where tenant_id = $1 order by id', w.tenantId);
const requests = (w: World) => w.rows('select name from request where tenant_id = $1 order by at', w.tenantId);

describeSpine('a command', (world) => {
  it('said again answers the same and does nothing', async () => {
    const w = world();
    const { sessionId } = await owned(w);
    const requestId = randomUUID();
    const input = { sessionId, text: '只说一次' };
    const first = await w.command('send_operator_message', input, { requestId });
    const before = await everything(w);
    expect(await w.command('send_operator_message', input, { requestId })).toEqual(first);
    expect(await everything(w)).toEqual(before);
  });

  it('said at once several times is done once', async () => {
    const w = world();
    const { sessionId } = await owned(w);
    const requestId = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => w.command('send_operator_message', { sessionId, text: '一' }, { requestId })),
    );
    expect(new Set(answers.map(({ replyId }) => replyId)).size).toBe(1);
    expect(await w.rows('select 1 from reply where tenant_id = $1', w.tenantId)).toHaveLength(1);
  });

  it('of other content or another name under the same id is refused', async () => {
    const w = world();
    const { sessionId, roomId } = await owned(w);
    const requestId = randomUUID();
    await w.command('send_operator_message', { sessionId, text: '一' }, { requestId });
    const conflict = { code: 'IDEMPOTENCY_CONFLICT' };
    await expect(w.command('send_operator_message', { sessionId, text: '二' }, { requestId })).rejects.toMatchObject(
      conflict,
    );
    await expect(w.command('hand_back', { roomId }, { requestId })).rejects.toMatchObject(conflict);
    expect(await w.command('mark_read', { sessionId }, { requestId, user: w.otherUserId })).toEqual({ sessionId });
  });

  it('leaves an audit row in the transaction of its effect, without the text', async () => {
    const w = world();
    const { roomId, sessionId } = await owned(w);
    const { replyId } = await w.command('send_operator_message', { sessionId, text: '秘密' });
    await w.command('void_reply', { replyId });
    const actor = `user:${w.userId}`;
    expect(await audits(w)).toEqual([
      { actor, action: 'take_over', subject: `roomId:${roomId}`, detail: { roomId } },
      { actor, action: 'send_operator_message', subject: `sessionId:${sessionId}`, detail: { sessionId } },
      { actor, action: 'void_reply', subject: `replyId:${replyId}`, detail: { replyId } },
    ]);
    const written = await w.rows<{ xmin: string }>(
      `select xmin::text from audit where tenant_id = $1 and action = 'send_operator_message'
       union select m.xmin::text from message m where m.tenant_id = $1 and m.role = 'operator'`,
      w.tenantId,
    );
    expect(written).toHaveLength(1);
  });

  it('that is refused leaves neither audit nor answer, and may be tried again under its id', async () => {
    const w = world();
    const said = await w.say('一');
    const requestId = randomUUID();
    const input = { sessionId: said.session_id, text: '一' };
    await expect(w.command('send_operator_message', input, { requestId })).rejects.toMatchObject({ code: 'NOT_OWNER' });
    expect(await audits(w)).toEqual([]);
    expect(await requests(w)).toEqual([]);
    await w.command('take_over', { roomId: (await roomOf(w)).id });
    expect(await w.command('send_operator_message', input, { requestId })).toMatchObject({
      replyId: expect.any(String),
    });
  });

  it('nobody knows is bad input', async () => {
    const w = world();
    await expect(w.command('drop_everything', {})).rejects.toMatchObject({
      code: 'BAD_INPUT',
      detail: { name: 'drop_everything' },
    });
    expect(await requests(w)).toEqual([]);
  });

  it('marks a session read without an audit row', async () => {
    const w = world();
    const said = await w.say('一');
    await w.command('mark_read', { sessionId: said.session_id });
    expect(await w.row('select unread from session where id = $1', said.session_id)).toEqual({ unread: 0 });
    expect(await audits(w)).toEqual([]);
    await expect(w.command('mark_read', { sessionId: '999999' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('pauses an agent and tells it at the next heartbeat', async () => {
    const w = world();
    await w.command('set_agent_paused', { agentId: w.agentId, paused: true });
    const beat = {
      version: '1',
      cpuPercent: 2.5,
      memoryPercent: 10,
      wxOnline: true,
      messagesProcessed: 3,
      outboxDepth: 1,
      accounts: [{ name: '小店客服', state: 'SESSION_LOCKED', detail: '锁屏' }],
    };
    const [answer] = await w.ask<{ paused: boolean; server_time: Date }>('heartbeat', w.agentId, beat);
    expect(answer).toEqual({ paused: true, server_time: expect.any(Date) });
    expect(
      await w.row('select version, cpu_percent, wx_online, outbox_depth from agent where id = $1', w.agentId),
    ).toEqual({ version: '1', cpu_percent: 2.5, wx_online: true, outbox_depth: 1 });
    expect(await w.row('select state, detail from account where tenant_id = $1', w.tenantId)).toEqual({
      state: 'session_locked',
      detail: '锁屏',
    });
    await expect(w.command('set_agent_paused', { agentId: '999999', paused: true })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('ends by its own failure as a whole', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['答']);
    const before = await everything(w);
    await expect(w.command('resolve_unknown', { replyId: replies[0], typed: true })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await expect(w.command('take_over', { roomId: 'no number' })).rejects.toMatchObject({
      port: 'database',
      retryable: false,
    });
    expect(await everything(w)).toEqual(before);
  });

  async function everything(w: World): Promise<unknown> {
    return Promise.all(
      ['message', 'turn', 'reply', 'session', 'room', 'handoff', 'event', 'audit', 'request'].map((table) =>
        w.rows(`select * from ${table} where tenant_id = $1 order by 1, 2, 3`, w.tenantId),
      ),
    );
  }
});
