import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, claimedTurn, owned, roomOf } from '../../support/spine/spine-scenes.ts';
import { createWorld, type World } from '../../support/spine/spine-world.ts';

/** Everything a tenant has, row by row. */
async function everything(w: World, tenantId: string): Promise<Record<string, object[]>> {
  const tables = await w.rows<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id' and table_name not like 'spine%' order by 1`,
  );
  const found: Record<string, object[]> = {};
  for (const { name } of tables)
    found[name] = await w.rows(`select * from ${name} t where tenant_id = $1 order by t::text`, tenantId);
  return found;
}

describeSpine('the wall between tenants', (world, bed) => {
  it('stands before every function: ids of another tenant are no ids', async () => {
    const mine = world();
    const held = await owned(mine, '三', { window: '丙' });
    const settled = await answered(mine, '一', ['答'], { window: '甲' });
    await mine.connect();
    await mine.lease(settled.replies[0]!);
    const claimed = await claimedTurn(mine, '二', { window: '乙' });
    await mine.rows('update turn_claim set attempts = 3 where turn_id = $1', claimed.turn_id);
    const [place] = await mine.places([{ window: '甲' }]);
    const before = await everything(mine, mine.tenantId);

    const theirs = randomUUID();
    await mine.rows(`insert into tenant (id, name) values ($1, 'other')`, theirs);
    const [user] = await mine.rows<{ id: string }>(
      `insert into app_user (tenant_id, email, name, role) values ($1, 'x', '外人', 'admin') returning id`,
      theirs,
    );
    const call = (fn: Parameters<ReturnType<typeof bed>['database']['call']>[0], ...args: unknown[]) =>
      bed().database.call(fn, [theirs, ...args]);
    const actor = { kind: 'user', id: user!.id };
    const command = (name: string, input: object) => call('command', actor, randomUUID(), name, input);

    const line = {
      n: 0,
      ...place,
      cmid: 'x',
      hash: 'h',
      role: 'customer',
      kind: 'text',
      content: '偷',
      seq: 0,
      mentioned: false,
      due_now: false,
      priority: 0,
      missed: false,
      repeated: false,
      seen: false,
    };
    await expect(call('accept', JSON.stringify([line]), false)).rejects.toMatchObject({ code: 'PLACES_MISSING' });
    await expect(call('accept_own', JSON.stringify({ ...line, age_ms: 0 }))).rejects.toMatchObject({
      code: 'PLACES_MISSING',
    });
    await expect(call('connect_agent', mine.agentId, 'j', 'c')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(call('renew_connection', mine.agentId, 'journal-1', 'journal-1/1')).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await expect(call('heartbeat', mine.agentId, { accounts: [] })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await call('lease_replies', mine.agentId, 'journal-1', settled.replies)).toMatchObject([
      { granted: false, code: 'GONE' },
    ]);
    expect(
      await call(
        'report_deliveries',
        mine.agentId,
        'journal-1',
        JSON.stringify([{ replyId: settled.replies[0], state: 'VOID' }]),
      ),
    ).toEqual([]);
    expect(await call('acknowledge_fence', mine.agentId, 'journal-1', held.roomId, 1)).toEqual([
      { acknowledge_fence: false },
    ]);
    expect(await call('pending_feed', mine.agentId, 'journal-1')).toEqual([]);
    expect(await call('chat_tail', place!.chat_id)).toEqual([]);
    const stored = await mine.rows<{ id: string }>(
      'select client_message_id as id from message where account_id = $1 and client_message_id is not null',
      place!.account_id,
    );
    expect(stored).not.toEqual([]);
    expect(
      await call(
        'known_ids',
        place!.account_id,
        stored.map(({ id }) => id),
      ),
    ).toEqual([]);
    expect(await call('gather', claimed.turn_id, claimed.attempt_token)).toEqual([]);
    expect(
      await call(
        'settle',
        JSON.stringify({
          turnId: claimed.turn_id,
          token: claimed.attempt_token,
          revision: 1,
          fence: 0,
          outcome: 'replied',
          bubbles: ['偷'],
        }),
      ),
    ).toEqual([{ result: { state: 'lost' } }]);
    await mine.rows(`update turn_claim set lease_until = null where turn_id = $1`, claimed.turn_id);
    expect(await call('bury', claimed.turn_id)).toEqual([{ buried: false }]);
    await mine.rows(
      `update turn_claim set lease_until = c.lease_until from turn_claim c where turn_claim.turn_id = c.turn_id`,
    );
    expect(await call('feed', '0', '0', 100)).toEqual([]);
    expect(await call('feed_head')).toMatchObject([{ id: '0' }]);
    for (const step of ['requests', 'phones', 'late', 'gone', 'unknown', 'handoffs'])
      expect(await call('sweep', step)).toEqual([{ changed: 0 }]);
    expect(await call('prune')).toEqual([{ pruned: 0 }]);

    const notFound = { code: 'NOT_FOUND' };
    await expect(command('take_over', { roomId: held.roomId })).rejects.toMatchObject(notFound);
    await expect(command('cancel_take_over', { roomId: held.roomId })).rejects.toMatchObject(notFound);
    await expect(command('hand_back', { roomId: held.roomId })).rejects.toMatchObject(notFound);
    await expect(command('send_operator_message', { sessionId: held.sessionId, text: '偷' })).rejects.toMatchObject(
      notFound,
    );
    await expect(command('close_session', { sessionId: held.sessionId, resolution: 'SOLVED' })).rejects.toMatchObject(
      notFound,
    );
    await expect(command('mark_read', { sessionId: held.sessionId })).rejects.toMatchObject(notFound);
    await expect(command('resolve_unknown', { replyId: settled.replies[0], typed: true })).rejects.toMatchObject(
      notFound,
    );
    await expect(command('void_reply', { replyId: settled.replies[0] })).rejects.toMatchObject(notFound);
    await expect(command('retry_turn', { turnId: settled.turnId })).rejects.toMatchObject(notFound);
    await expect(command('set_agent_paused', { agentId: mine.agentId, paused: true })).rejects.toMatchObject(notFound);
    await expect(call('remove_tenant')).rejects.toMatchObject({ code: 'FORBIDDEN' });

    await mine.rows(
      `update turn_claim set lease_until = $2 where turn_id = $1`,
      claimed.turn_id,
      (before['turn_claim'] as { turn_id: string; lease_until: Date }[]).find(
        ({ turn_id }) => turn_id === claimed.turn_id,
      )!.lease_until,
    );
    expect(await everything(mine, mine.tenantId)).toEqual(before);
  });

  it('lets nothing be read or written without a tenant', async () => {
    await world().say('一');
    await expect(bed().database.outside((em) => em.execute('select * from message'))).rejects.toMatchObject({
      reason: 'a query without a tenant',
    });
    await expect(bed().database.call('feed', ['', '0', '0', 10])).rejects.toMatchObject({
      port: 'database',
      retryable: false,
    });
  });

  it('lets a tenant see its own rows only', async () => {
    const mine = world();
    await mine.say('我的');
    const other = await createWorld(bed());
    await other.say('你的');
    const seen = await bed().database.inTenant(other.tenantId, (em) => em.execute('select content from message'));
    expect(seen).toEqual([{ content: '你的' }]);
    const write = bed().database.inTenant(other.tenantId, (em) =>
      em.execute(`insert into document (tenant_id, name) values (?, 'x')`, [mine.tenantId]),
    );
    await expect(write).rejects.toMatchObject({ port: 'database', retryable: false });
  });

  it('leaves two agents of one tenant their own accounts', async () => {
    const w = world();
    await w.say('一');
    const [other] = await w.rows<{ id: string }>(
      `insert into agent (tenant_id, name) values ($1, 'PC-2') returning id`,
      w.tenantId,
    );
    await w.connect();
    await expect(w.say('二', { agentId: other!.id })).rejects.toMatchObject({ code: 'ACCOUNT_TAKEN' });
    await w.letPass(10.5);
    expect(await w.say('二', { agentId: other!.id })).toMatchObject({ state: 'STORED' });
    expect(await w.row('select agent_id from account where tenant_id = $1', w.tenantId)).toEqual({
      agent_id: other!.id,
    });
  });
});

describeSpine('removing a tenant', (world, bed) => {
  it('takes everything it had and nothing of others', async () => {
    const mine = world();
    await owned(mine);
    await mine.say('二', { window: '李四' });
    await mine.say('群里', { window: '群', group: true, externalId: 'g', sender: '甲' });
    await mine.say('群里', { window: '群', group: true, externalId: 'g', sender: '甲', account: '第二个号' });
    await mine.ask(
      'book_usage',
      JSON.stringify({
        callId: randomUUID(),
        entry: 'reserved',
        provider: 'p',
        model: 'm',
        promptTokens: 1,
        completionTokens: 0,
      }),
    );
    const kept = await createWorld(bed());
    await owned(kept);
    const before = await everything(mine, kept.tenantId);
    await mine.ask('remove_tenant');
    const left = await everything(mine, mine.tenantId);
    expect(Object.entries(left).filter(([, rows]) => rows.length > 0)).toEqual([]);
    expect(await mine.rows('select 1 from tenant where id = $1', mine.tenantId)).toEqual([]);
    expect(await everything(mine, kept.tenantId)).toEqual(before);
    expect(await roomOf(kept)).toMatchObject({ owner: 'human' });
  });

  it('is refused unless it is a demo', async () => {
    const w = world();
    await w.rows('update tenant set demo = false where id = $1', w.tenantId);
    await expect(w.ask('remove_tenant')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
