import type { AgentBody } from './agent-body.ts';
import { drop } from './agent-feed.ts';
import type { Process, Typing } from './agent-journal.ts';

/** With these the hub will never grant this bubble again. */
const NEVER = new Set(['VOID', 'CONFIRMED', 'TYPED', 'UNKNOWN', 'GONE']);
/** With these neither, but it was not typed. */
const FORBIDDEN = new Set(['FENCED', 'EXPIRED']);

/** One step of typing: ask for the bubble, write the intent, press Enter, note it, read it back. */
export async function typingStep(agent: AgentBody, process: Process): Promise<boolean> {
  if (process.feed !== 'synced') return false;
  // Without its own lease it would be refused.
  if (process.typing === undefined && agent.stage.now() >= process.leaseUntil) return false;
  process.typing ??= nextBubble(agent, process);
  const { typing } = process;
  if (typing === undefined) return false;
  switch (typing.phase) {
    case 'lease':
      return lease(agent, process, typing);
    case 'intent':
      return intend(agent, process, typing);
    case 'enter':
      return press(agent, process, typing);
    case 'typed':
      write(agent, typing, 'TYPED');
      typing.phase = 'read back';
      return true;
    case 'read back':
      process.typing = undefined;
      readBack(agent, typing.reply.id);
      return true;
  }
}

/** The first bubble of a room is the only one that may be typed; now and then it asks for another, and it is the hub that must refuse. */
function nextBubble(agent: AgentBody, process: Process): Typing | undefined {
  const { dice } = agent.stage;
  if (process.desk.size > 1 && dice.chance(agent.stage.calm ? 0.1 : 0.2)) {
    return { reply: dice.pick([...process.desk.values()]), phase: 'lease', lease: 0 };
  }
  const heads = [...Map.groupBy(process.desk.values(), ({ room }) => room).values()].map((replies) =>
    replies.reduce((a, b) => (a.seq < b.seq ? a : b)),
  );
  const ready = heads.filter(({ notBefore }) => notBefore <= agent.stage.now());
  return ready.length === 0 ? undefined : { reply: dice.pick(ready), phase: 'lease', lease: 0 };
}

async function lease(agent: AgentBody, process: Process, typing: Typing): Promise<boolean> {
  const { reply } = typing;
  const before = reply.maybeLeased;
  reply.maybeLeased = true;
  const [answer] = await agent.stage.ask<{ granted: boolean; code: string | null }>(
    'lease_replies',
    agent.seat.id,
    agent.journal.id,
    [reply.id],
  );
  if (agent.deaf(process, `the lease of ${reply.text}`) || process.typing !== typing) return true;
  if (answer?.granted === true) {
    typing.phase = 'intent';
    typing.lease = process.lease;
    agent.note(`leases ${reply.text}`);
    return true;
  }
  const code = answer?.code ?? '';
  agent.note(`may not lease ${reply.text}: ${code}`);
  reply.maybeLeased = before;
  process.typing = undefined;
  if (FORBIDDEN.has(code)) drop(agent, process, reply);
  else if (NEVER.has(code)) process.desk.delete(reply.id);
  else reply.notBefore = agent.stage.now() + 1_000;
  return true;
}

/** A bubble granted under a connection lease that has lapsed since must be asked for again: the hub may have given it up. */
function mayType(agent: AgentBody, process: Process, typing: Typing): boolean {
  return agent.mayType(process, typing.reply) && typing.lease === process.lease;
}

async function intend(agent: AgentBody, process: Process, typing: Typing): Promise<boolean> {
  if (mayType(agent, process, typing)) {
    write(agent, typing, 'INTENT');
    typing.phase = 'enter';
  } else process.typing = undefined;
  return true;
}

async function press(agent: AgentBody, process: Process, typing: Typing): Promise<boolean> {
  const { stage, seat } = agent;
  const { reply } = typing;
  const [room] = await stage.rows<{ owner: string }>(
    'select owner from room where tenant_id = $1 and id = $2',
    reply.room,
  );
  if (agent.process !== process || process.typing !== typing) return true;
  if (!mayType(agent, process, typing)) {
    write(agent, typing, 'WITHDRAWN');
    process.typing = undefined;
    agent.note(`takes its intent to type ${reply.text} back`);
    return true;
  }
  const window = stage.screens.window(seat.account, reply.window);
  const at = Date.now();
  stage.screens.typed(window, { text: reply.text, at: stage.now(), replyId: reply.id, hidden: stage.mishap(0.15) });
  stage.typed.push({
    replyId: reply.id,
    account: seat.account,
    window: reply.window,
    text: reply.text,
    at,
    ownerBefore: room?.owner ?? 'model',
  });
  process.desk.delete(reply.id);
  typing.phase = 'typed';
  agent.note(`types ${reply.text} in ${reply.window}`);
  return true;
}

function write(agent: AgentBody, { reply }: Typing, step: 'INTENT' | 'WITHDRAWN' | 'TYPED'): void {
  // Its own line may have been seen before the key was noted.
  if (agent.journal.deliveries.get(reply.id)?.step === 'CONFIRMED') return;
  agent.journal.deliveries.set(reply.id, { step, reported: step !== 'TYPED' });
}

/** Looks for a bubble in its chat: found is confirmed, not found is unknown. */
function readBack(agent: AgentBody, replyId: string): void {
  const seen = agent.stage.screens
    .of(agent.seat.account)
    .some(({ lines }) => lines.some((line) => line.replyId === replyId && !line.hidden));
  const step = seen ? 'CONFIRMED' : 'UNKNOWN';
  if (agent.journal.deliveries.get(replyId)?.step !== step)
    agent.journal.deliveries.set(replyId, { step, reported: false });
  agent.note(`reads back ${replyId.slice(0, 4)}: ${step}`);
}

/** Bubbles whose typing was cut short are read back before anything else is typed; never typed again. */
export async function recoverStep(agent: AgentBody, process: Process): Promise<boolean> {
  const orphan = [...agent.journal.deliveries].find(
    ([id, { step }]) => (step === 'INTENT' || step === 'TYPED') && process.typing?.reply.id !== id,
  );
  if (orphan === undefined) return false;
  readBack(agent, orphan[0]);
  return true;
}
