import type { Violation } from '../../history/history.ts';
import type { Actor, Stage } from './stage.ts';

/** What must hold at every moment and would have healed, or left no trace, at rest. Each part answers the invariant and what happened. */
const AT_EVERY_MOMENT = [
  `select 'I3', 'turn ' || k.turn_id || ' waits for a worker while its room is ' || r.owner
   from turn_claim k join room r on r.id = k.room_id where k.tenant_id = $1 and r.owner <> 'model'`,
  `select 'I3', 'turn ' || k.turn_id || ' waits for a worker while its session has an open handoff'
   from turn_claim k join session s on s.id = k.session_id where k.tenant_id = $1 and s.handoff_id is not null`,
  `select 'I3', 'bubble ' || p.id || ' (' || p.text || ') waits with fence ' || p.fence || ' in a room whose fence is ' || r.fence
   from reply p join room r on r.id = p.room_id where p.tenant_id = $1 and p.state = 'queued' and p.origin <> 'operator' and p.fence <> r.fence`,
  `select 'I3', 'bubble ' || p.id || ' (' || p.text || ') is by user ' || m.user_id || ' in a room of user ' || r.owner_user_id
   from reply p join room r on r.id = p.room_id join message m on m.id = p.message_id
   where p.tenant_id = $1 and p.state in ('queued', 'leased') and p.origin = 'operator' and m.user_id <> r.owner_user_id and p.created_at >= r.owner_since`,
  `select 'I4', 'turn ' || k.turn_id || ' is being answered before turn ' || e.turn_id || ' of its session'
   from turn_claim k join turn_claim e on e.session_id = k.session_id and e.turn_id < k.turn_id where k.tenant_id = $1 and k.attempt_token is not null`,
  `select 'I1', 'turn ' || k.turn_id || ' is put off for longer than 6 s after its first line'
   from turn_claim k where k.tenant_id = $1 and k.attempts = 0 and not k.postponed and k.due_at > k.first_line_at + interval '6.01 s'`,
];

const SQL = `select * from (${AT_EVERY_MOMENT.join(' union all ')}) found(invariant, text)`;

/** Looks at the whole of one moment, whatever the others are at. */
export class Inspector implements Actor {
  readonly name = 'inspector';
  readonly found: Violation[] = [];
  readonly #stage: Stage;
  #seen = -1;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async step(): Promise<boolean> {
    const { writes } = this.#stage;
    if (this.#seen === writes) return false;
    this.#seen = writes;
    const found = await this.#stage.rows<Violation>(SQL);
    this.found.push(...found);
    for (const { invariant, text } of found) this.#stage.note(`!!! ${invariant}: ${text}`);
    return false;
  }
}
