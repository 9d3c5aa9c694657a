import type { ingestDesk } from '../ingest-desk.ts';
import type { DeskReply, Journal, Process } from './agent-journal.ts';
import type { SeatedAgent, Stage } from './stage.ts';

/** What the parts of a simulated agent share. */
export interface AgentBody {
  readonly stage: Stage;
  readonly seat: SeatedAgent;
  /** Ways into the hub's nodes. */
  readonly hubs: readonly ReturnType<typeof ingestDesk>['ingest'][];
  readonly journal: Journal;
  readonly process: Process | undefined;
  note(text: string): void;
  /** After a call: true when the answer is not heard, because the process died or the call came from one that is gone. */
  deaf(process: Process, what: string): boolean;
  /** Feed in sync, lease held, fence the newest. */
  mayType(process: Process, reply: DeskReply): boolean;
  takeFence(process: Process, room: string, fence: number): void;
}

/** A fence binds what the hub says by itself. */
export function allows(process: Process, reply: DeskReply): boolean {
  return reply.origin === 'operator' || reply.fence >= (process.fences.get(reply.room) ?? 0);
}
