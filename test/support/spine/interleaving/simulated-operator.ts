import { refusalOf, type Actor, type Stage } from './stage.ts';

interface RoomRow {
  readonly id: string;
  readonly owner: string;
  readonly session: string | null;
  readonly agents: readonly string[] | null;
}

const ROOMS = `select r.id::text, r.owner,
    (select s.id::text from session s where s.room_id = r.id and s.closed_at is null order by s.id desc limit 1) as session,
    (select array_agg(a.agent_id::text) from chat c join account a on a.id = c.account_id where c.room_id = r.id) as agents
  from room r where r.tenant_id = $1`;

interface Order {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A person at the console: sometimes sensible, sometimes too late, sometimes saying the same thing twice. */
export class SimulatedOperator implements Actor {
  readonly name: string;
  readonly #stage: Stage;
  readonly #user: string;
  /** Said, but the answer was lost: it will be said again. */
  readonly #unanswered: { readonly order: Order; readonly requestId: string }[] = [];

  /** Agents of the room it last looked at. */
  #agentsThere: readonly string[] = [];

  constructor(stage: Stage, user: string) {
    this.name = `operator ${user}`;
    this.#stage = stage;
    this.#user = user;
  }

  async step(): Promise<boolean> {
    const { dice } = this.#stage;
    const again = this.#unanswered.pop();
    if (again !== undefined) return this.#say(again.order, again.requestId);
    if (this.#stage.calm) return false;
    const order = await dice.weighted([
      [8, () => this.#aboutRoom()],
      [4, () => this.#write()],
      [2, () => this.#aboutReply()],
      [1, () => this.#aboutTurn()],
    ] as const)();
    return order === undefined ? false : this.#say(order, `request ${this.#stage.number()}`);
  }

  /** Gives every room back that this person owns: the end of a shift. */
  async goHome(): Promise<void> {
    const mine = await this.#stage.rows<{ id: string }>(
      `select id from room where tenant_id = $1 and owner = 'human' and owner_user_id = $2 order by id`,
      this.#user,
    );
    for (const { id } of mine)
      await this.#say(
        { name: 'hand_back', input: { roomId: id, voidQueued: true } },
        `request ${this.#stage.number()}`,
      );
  }

  /** Takes over the room in which something is being typed. */
  async comeInBetween(roomId: string): Promise<void> {
    const [room] = await this.#stage.rows<RoomRow>(`${ROOMS} and r.id = $2`, roomId);
    this.#agentsThere = room?.agents ?? [];
    await this.#say({ name: 'take_over', input: { roomId } }, `request ${this.#stage.number()}`);
  }

  async #aboutRoom(): Promise<Order | undefined> {
    const { dice } = this.#stage;
    const room = await this.#someRoom();
    if (room === undefined) return undefined;
    const roomId = room.id;
    // An idle room is often left alone, so that there is something to come in between.
    if (room.owner === 'model' && !this.#stage.beingTyped().includes(roomId) && dice.chance(0.6)) return undefined;
    this.#agentsThere = room.agents ?? [];
    const sensible: readonly Order[] =
      room.owner === 'model' || room.owner === 'phone'
        ? [{ name: 'take_over', input: { roomId } }]
        : room.owner === 'requested'
          ? [
              { name: 'cancel_take_over', input: { roomId } },
              { name: 'take_over', input: { roomId } },
            ]
          : [
              { name: 'hand_back', input: { roomId, voidQueued: dice.chance(0.5) } },
              { name: 'hand_back', input: { roomId } },
            ];
    const close: readonly Order[] =
      room.session === null
        ? []
        : [
            { name: 'close_session', input: { sessionId: room.session, resolution: 'SOLVED' } },
            { name: 'mark_read', input: { sessionId: room.session } },
          ];
    return dice.chance(0.8)
      ? dice.pick(sensible)
      : dice.pick([...sensible, ...close, { name: 'hand_back', input: { roomId } }]);
  }

  async #write(): Promise<Order | undefined> {
    const [room] = await this.#stage.rows<RoomRow>(
      `${ROOMS} and r.owner in ('human', 'requested') and ($2::bigint is null or r.owner_user_id = $2) order by r.id limit 1`,
      this.#stage.dice.chance(0.3) ? null : this.#user,
    );
    if (room?.session == null) return undefined;
    return { name: 'send_operator_message', input: { sessionId: room.session, text: `坐席${this.#stage.number()}` } };
  }

  async #aboutReply(): Promise<Order | undefined> {
    const { dice, screens } = this.#stage;
    const replies = await this.#stage.rows<{ id: string; state: string; origin: string }>(
      `select id::text, state, origin from reply where tenant_id = $1 and state in ('unknown', 'queued') order by seq`,
    );
    if (replies.length === 0) return undefined;
    const reply = dice.pick(replies);
    return reply.state === 'unknown'
      ? { name: 'resolve_unknown', input: { replyId: reply.id, typed: screens.has(reply.id) } }
      : { name: 'void_reply', input: { replyId: reply.id } };
  }

  async #aboutTurn(): Promise<Order | undefined> {
    const turns = await this.#stage.rows<{ id: string }>(
      `select id from turn where tenant_id = $1 and outcome in ('dead_letter', 'handed_off') order by id desc limit 3`,
    );
    return turns.length === 0 ? undefined : { name: 'retry_turn', input: { turnId: this.#stage.dice.pick(turns).id } };
  }

  async #someRoom(): Promise<RoomRow | undefined> {
    const rooms = await this.#stage.rows<RoomRow>(`${ROOMS} order by r.id`);
    // Where something is being typed just now, coming in between matters most.
    const busy = rooms.filter(({ id }) => this.#stage.beingTyped().includes(id));
    if (busy.length > 0 && this.#stage.dice.chance(0.7)) return this.#stage.dice.pick(busy);
    return rooms.length === 0 ? undefined : this.#stage.dice.pick(rooms);
  }

  async #say({ name, input }: Order, requestId: string): Promise<boolean> {
    const { commands } = this.#stage;
    const actor = `user:${this.#user}`;
    let record = commands.find((known) => known.requestId === requestId);
    if (record === undefined) commands.push((record = { requestId, actor, name, heard: [] }));
    const conditions = this.#agentsThere.map((agent) => this.#stage.conditionOf(agent));
    let answer: string;
    try {
      const [row] = await this.#stage.ask<{ answer: object }>(
        'command',
        { kind: 'user', id: this.#user, name: '坐席' },
        requestId,
        name,
        input,
      );
      answer = JSON.stringify(row?.answer);
    } catch (error) {
      answer = `refused ${refusalOf(error)}`;
    }
    if (!answer.startsWith('refused')) {
      this.#stage.count(name);
      if (name === 'take_over') for (const condition of conditions) this.#stage.count(`take_over, agent ${condition}`);
    }
    this.#stage.note(`${this.name}: ${name} ${JSON.stringify(input)} → ${answer}`);
    if (this.#stage.mishap(0.15)) this.#unanswered.push({ order: { name, input }, requestId });
    else record.heard.push(answer);
    return true;
  }
}
