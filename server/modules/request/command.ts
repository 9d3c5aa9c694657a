import type { Database } from '../../ports/database.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import type { Wake } from '../../ports/wake.ts';

/** Mutations of an operator that run as one SQL function with their audit row and first answer. */
export type CommandName =
  | 'take_over'
  | 'cancel_take_over'
  | 'send_operator_message'
  | 'hand_back'
  | 'close_session'
  | 'resolve_unknown'
  | 'void_reply'
  | 'retry_turn'
  | 'mark_read'
  | 'set_agent_paused';

/** One request of a person. */
export interface Command {
  readonly requestId: string;
  readonly name: CommandName;
  readonly input: Readonly<Record<string, string | boolean>>;
}

/**
 * Runs a command and wakes feeds and workers. A repeat of the requestId answers what the first one did;
 * refusals are AppError with the function's code (OWNED_BY, NOT_OWNER, HAND_BACK_PENDING, …).
 */
export async function runCommand<Answer extends object>(
  { database, wake }: { database: Database; wake: Wake },
  person: PersonPrincipal,
  { requestId, name, input }: Command,
): Promise<Answer> {
  const actor = { kind: 'user', id: person.id, name: person.name };
  const [row] = await database.call<{ answer: Answer }>('command', [person.tenantId, actor, requestId, name, input]);
  wake.publish('events', person.tenantId);
  wake.publish('turns', person.tenantId);
  if (!row) throw new Error(`command ${name} gave no answer`);
  return row.answer;
}
