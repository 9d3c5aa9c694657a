import type { SpineBed } from '../spine-bed.ts';

/** A mistake in one SQL function of the spine, of the kind that somebody could make when changing it. */
export interface PlantedFault {
  readonly name: string;
  /** Of a history that met it when it was last looked for: the search begins there. */
  readonly seed: number;
  readonly fn: string;
  /** Text of the function that is replaced, up to white space; it must be there exactly once. */
  readonly from: string;
  readonly to: string;
}

/** What the interleavings must find; each breaks one promise of the design and nothing else. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  {
    name: 'a takeover waits for no agent',
    seed: 9,
    fn: 'agents_to_wait_for',
    from: 'g.lease_until > clock_timestamp()',
    to: 'false',
  },
  {
    name: 'a bubble is granted despite a fence',
    seed: 19,
    fn: 'reply_refusal',
    from: `(p_reply.fence <> p_room.fence or p_room.owner <> 'model') then`,
    to: 'false then',
  },
  {
    name: 'a bubble is granted before an earlier one of its room',
    seed: 20,
    fn: 'reply_refusal',
    from: `e.state in ('queued', 'leased')) then`,
    to: 'false) then',
  },
  {
    name: 'a turn is settled by an answer to fewer lines',
    seed: 5,
    fn: 'settle',
    from: `v_claim.revision <> (p ->> 'revision')::integer`,
    to: 'false',
  },
  {
    name: 'a fence leaves open turns to the workers',
    seed: 1,
    fn: 'raise_fence',
    from: 'perform hold_room(p_room);',
    to: '',
  },
  {
    name: 'a typed bubble can be called void',
    seed: 16,
    fn: 'delivery_allowed',
    from: `('typed', 'unknown')`,
    to: `('typed', 'unknown'), ('typed', 'void'), ('confirmed', 'void')`,
  },
  {
    name: 'nobody looks after the bubbles of an agent that is gone',
    seed: 16,
    fn: 'sweep',
    from: 'then sweep_gone()',
    to: 'then 0',
  },
  {
    name: 'a request for a room never ends by time',
    seed: 41,
    fn: 'sweep',
    from: 'then sweep_requests()',
    to: 'then 0',
  },
  {
    name: 'a void answer keeps its outcome',
    seed: 3,
    fn: 'void_replies',
    from: 'perform withdraw_turn(v_turn, p_reason);',
    to: 'null;',
  },
  {
    name: 'a room that is given back forgets unanswered lines',
    seed: 1,
    fn: 'give_back',
    from: 'v_turn := reopen_session(v_session);',
    to: '',
  },
  {
    name: 'lines go to the model while a person has the room',
    seed: 1,
    fn: 'accept',
    from: `o.owner <> 'model' or s.handoff_id is not null as hold`,
    to: 'false as hold',
  },
  {
    name: 'a burst puts its answer off for as long as it lasts',
    seed: 17,
    fn: 'accept',
    from: `least(v_now + interval '1.5 s', p.first_line_at + interval '6 s')`,
    to: `v_now + interval '1.5 s'`,
  },
  {
    name: 'a turn is claimed before an earlier one of its session',
    seed: 5,
    fn: 'claim',
    from: 'e.turn_id < k.turn_id',
    to: 'false',
  },
  {
    name: 'a repeated request is done again',
    seed: 1,
    fn: 'command',
    from: 'return query select v_known.answer; return;',
    to: '',
  },
  {
    name: 'a second operator writes in the room of the first',
    seed: 14,
    fn: 'refuse_other_owner',
    from: 'p_room.owner_user_id is distinct from p_user',
    to: 'false',
  },
  {
    name: 'a hand-back leaves no audit row',
    seed: 1,
    fn: 'command',
    from: `if p_name <> 'mark_read' then`,
    to: `if p_name not in ('mark_read', 'hand_back') then`,
  },
  {
    name: 'bubbles that came too late go without a word',
    seed: 11,
    fn: 'sweep_late',
    from: `perform emit('voided', v_room, null, jsonb_build_object('voided', to_jsonb(v_late), 'deliveries', to_jsonb(v_late)), true);`,
    to: '',
  },
];

/** Plants a fault in a database of a test; answers how to take it out again. */
export async function plant(bed: SpineBed, { fn, from, to }: PlantedFault): Promise<() => Promise<void>> {
  const [row, ...others] = await bed.owner<{ sound: string }>(
    `select pg_get_functiondef(oid) as sound from pg_proc where proname = $1 and pronamespace = 'public'::regnamespace`,
    [fn],
  );
  if (row === undefined || others.length > 0) throw new Error(`there is not one function ${fn}`);
  const pieces = row.sound.split(anySpace(from));
  if (pieces.length !== 2) throw new Error(`“${from}” stands ${pieces.length - 1} times in ${fn}`);
  await bed.owner(pieces.join(to));
  return async () => void (await bed.owner(row.sound));
}

function anySpace(text: string): RegExp {
  const words = text.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(words.join('\\s+'));
}
