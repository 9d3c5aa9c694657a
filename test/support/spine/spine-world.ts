import { randomUUID } from 'node:crypto';
import type { SqlFunction } from '../../../server/ports/database.ts';
import type { SpineBed } from './spine-bed.ts';
import {
  JOURNAL,
  lineRow,
  placeRow,
  type Accepted,
  type Claimed,
  type Decision,
  type Gathered,
  type PlaceIds,
  type Said,
  type SettleResult,
} from './spine-rows.ts';

export type CommandInput = Readonly<Record<string, unknown>>;

/** A tenant with two operators and one agent, and short words for what agents, workers and operators do. */
export type World = Awaited<ReturnType<typeof createWorld>>;

export async function createWorld(bed: SpineBed, settings: object = {}) {
  // Claims are every tenant's: what an earlier test left due must not be claimed here.
  await bed.owner('delete from turn_claim');
  const tenantId = randomUUID();
  await bed.owner('insert into tenant (id, name, demo, settings) values ($1, $2, true, $3)', [
    tenantId,
    'T',
    JSON.stringify(settings),
  ]);
  await bed.owner('insert into tenant_lookup values ($1)', [tenantId]);
  const users = await bed.owner<{ id: string; name: string }>(
    `insert into app_user (tenant_id, email, name, role) values ($1, 'a@x', '小王', 'operator'), ($1, 'b@x', '小李', 'operator') returning id, name`,
    [tenantId],
  );
  const [agent] = await bed.owner<{ id: string }>(
    `insert into agent (tenant_id, name) values ($1, 'PC-1') returning id`,
    [tenantId],
  );
  const agentId = agent!.id;
  const userId = users[0]!.id;

  /** Calls a function of the tenant; claims and such, which take no tenant, go through `bed.database`. */
  const ask = <Row extends object>(fn: SqlFunction, ...args: readonly unknown[]): Promise<Row[]> =>
    bed.database.call<Row>(fn, [tenantId, ...args]);
  const rows = <Row extends object = Record<string, unknown>>(
    sql: string,
    ...parameters: readonly unknown[]
  ): Promise<Row[]> => bed.owner<Row>(sql, parameters);
  const row = async <Row extends object = Record<string, unknown>>(
    sql: string,
    ...parameters: readonly unknown[]
  ): Promise<Row> => {
    const [first] = await rows<Row>(sql, ...parameters);
    if (first === undefined) throw new Error(`no row: ${sql}`);
    return first;
  };

  const places = async (lines: readonly Said[]): Promise<PlaceIds[]> => {
    const found = await ask<PlaceIds>(
      'ensure_places',
      JSON.stringify(lines.map((line, n) => placeRow(line, n, agentId))),
    );
    return found.toSorted((a, b) => a.n - b.n);
  };
  const acceptRows = (
    lines: readonly (Said & { readonly text: string })[],
    found: readonly PlaceIds[],
  ): Promise<Accepted[]> => {
    const input = lines.map((line, n) => lineRow(line, n, found[n]!));
    return ask<Accepted>(
      'accept',
      JSON.stringify(input),
      lines.some((line) => line.missed === true || line.repeated === true),
    );
  };
  const sayAll = async (lines: readonly (Said & { readonly text: string })[]): Promise<Accepted[]> => {
    const answers = await acceptRows(lines, await places(lines));
    return answers.toSorted((a, b) => a.n - b.n);
  };
  const say = async (text: string, line: Said = {}): Promise<Accepted> => {
    const [accepted] = await sayAll([{ ...line, text }]);
    if (accepted === undefined) throw new Error(`no receipt for ${text}`);
    return accepted;
  };

  return {
    bed,
    tenantId,
    agentId,
    userId,
    otherUserId: users[1]!.id,
    ask,
    rows,
    row,
    places,
    acceptRows,
    sayAll,
    say,

    /** A line of our own account, read in the window. */
    own: async (text: string, line: Said & { readonly ageMs?: number } = {}) => {
      const [place] = await places([line]);
      const input = { ...lineRow({ ...line, text }, 0, place!), age_ms: line.ageMs ?? 0 };
      const [answer] = await ask<{
        state: string;
        message_id: string;
        session_id: string | null;
        reply_id: string | null;
      }>('accept_own', JSON.stringify(input));
      return answer!;
    },

    /** Claims what is due. */
    claim: (worker = 'worker-1', limit = 100): Promise<Claimed[]> =>
      bed.database.call<Claimed>('claim', [worker, limit]),

    /** What a worker reads of its turn; undefined when the claim is lost. */
    gather: async (claimed: Claimed) => {
      const [gathered] = await ask<{ gathered: Gathered }>('gather', claimed.turn_id, claimed.attempt_token);
      return gathered?.gathered;
    },

    settle: async (claimed: Claimed, decision: Decision = {}): Promise<SettleResult> => {
      const room = await row<{ fence: number }>(
        'select r.fence from room r join turn_claim k on k.room_id = r.id where k.turn_id = $1 union all select 0',
        claimed.turn_id,
      );
      const payload = {
        turnId: claimed.turn_id,
        token: claimed.attempt_token,
        revision: claimed.revision,
        fence: room.fence,
        outcome: 'replied',
        bubbles: ['好的'],
        trace: {},
        ...decision,
      };
      const [answer] = await ask<{ result: SettleResult }>('settle', JSON.stringify(payload));
      return answer!.result;
    },

    connect: async (journal = JOURNAL, connection = `${journal}/1`) => {
      await ask('connect_agent', agentId, journal, connection);
      const [lease] = await ask<{ lease_seconds: number; connected: boolean }>(
        'renew_connection',
        agentId,
        journal,
        connection,
      );
      return lease!;
    },
    lease: async (replyId: string, journal = JOURNAL): Promise<string> => {
      const [answer] = await ask<{ granted: boolean; code: string | null }>('lease_replies', agentId, journal, [
        replyId,
      ]);
      return answer!.granted ? 'granted' : (answer!.code ?? 'refused without a code');
    },
    report: async (replyId: string, state: string, journal = JOURNAL): Promise<string | undefined> => {
      const [answer] = await ask<{ state: string }>(
        'report_deliveries',
        agentId,
        journal,
        JSON.stringify([{ replyId, state }]),
      );
      return answer?.state;
    },
    acknowledge: async (roomId: string, fence: number, journal = JOURNAL): Promise<boolean> => {
      const [answer] = await ask<{ acknowledge_fence: boolean }>('acknowledge_fence', agentId, journal, roomId, fence);
      return answer!.acknowledge_fence;
    },

    command: async (
      name: string,
      input: CommandInput,
      by: { user?: string; requestId?: string } = {},
    ): Promise<Record<string, string>> => {
      const actor = { kind: 'user', id: by.user ?? userId, name: '坐席' };
      const [answer] = await ask<{ answer: Record<string, string> }>(
        'command',
        actor,
        by.requestId ?? randomUUID(),
        name,
        input,
      );
      return answer!.answer;
    },
    sweep: async (step: string): Promise<number> => {
      const [answer] = await ask<{ changed: number }>('sweep', step);
      return answer!.changed;
    },

    /** Lets time pass for this tenant by moving every moment it has stored into the past. */
    letPass: async (seconds: number): Promise<void> => {
      await rows('select spine_let_pass($1, $2)', tenantId, seconds);
    },
  };
}
