import type { AgentBody } from './agent-body.ts';
import { reported } from '../ingest-desk.ts';
import type { JournalLine, Process } from './agent-journal.ts';
import type { ScreenLine, Window } from './screens.ts';

/** Lines that a window still shows to an agent that has read none of it. */
const VISIBLE = 30;

/** Reads new lines of one window into the journal. */
export async function captureStep(agent: AgentBody): Promise<boolean> {
  const { stage, journal, seat } = agent;
  const windows = stage.screens.of(seat.account).filter((window) => readable(agent, window).length > 0);
  if (windows.length === 0) return false;
  const window = stage.dice.pick(windows);
  const first = !journal.read.has(window.name);
  const lines = readable(agent, window);
  const from = readUntil(agent, window);
  if (first) leaveBehind(agent, window, from);
  lines.forEach((line, index) => {
    if (explained(agent, line)) return;
    journal.lines.push({
      clientMessageId: `line ${stage.number()}`,
      window: window.name,
      line,
      seq: from + index,
      afterGap: first && journal.afterLoss,
      acknowledged: false,
    });
  });
  journal.read.set(window.name, from + lines.length);
  agent.note(`reads ${lines.map(({ text }) => text).join(', ')} in ${window.name}`);
  return true;
}

/** What a lost journal had not reported yet, and the window shows no more, nobody can ask for. */
function leaveBehind({ stage }: AgentBody, { account, name, lines }: Window, from: number): void {
  for (const line of lines.slice(0, from)) {
    if (line.direction === 'OUT' || stage.received.has(line)) continue;
    const spoken = stage.spoken.find(
      (each) => each.account === account && each.window === name && each.text === line.text && !each.scrolledAway,
    );
    if (spoken !== undefined) spoken.scrolledAway = true;
  }
}

function readUntil(agent: AgentBody, window: Window): number {
  return agent.journal.read.get(window.name) ?? Math.max(0, window.lines.length - VISIBLE);
}

/** New lines up to the first that cannot be read yet. */
function readable(agent: AgentBody, window: Window): ScreenLine[] {
  const fresh = window.lines.slice(readUntil(agent, window));
  const hidden = fresh.findIndex((line) => line.hidden);
  return hidden < 0 ? fresh : fresh.slice(0, hidden);
}

/** An own line that a bubble of this journal explains confirms it; now and then a driver cannot tell and leaves it to the hub. */
function explained(agent: AgentBody, line: ScreenLine): boolean {
  if (line.replyId === undefined) return false;
  const delivery = agent.journal.deliveries.get(line.replyId);
  if (delivery === undefined || agent.stage.mishap(0.1)) return false;
  if (delivery.step !== 'CONFIRMED') agent.journal.deliveries.set(line.replyId, { step: 'CONFIRMED', reported: false });
  return true;
}

/** Reports a few unacknowledged lines, each window in order; a block read after a gap goes whole. */
export async function reportStep(agent: AgentBody, process: Process): Promise<boolean> {
  const { stage, journal, seat } = agent;
  const open = journal.lines.filter(({ acknowledged }) => !acknowledged);
  if (process.feed === 'unknown') return false;
  // A block that is long acknowledged may come again, after others.
  const again = journal.reported.length > 0 && stage.mishap(0.05);
  if (open.length === 0 && !again) return false;
  const batch = again ? journal.reported : nextBatch(agent, open);
  if (again) stage.count('lines reported again');
  const ingest = stage.dice.pick(agent.hubs);
  const now = stage.now();
  const receipts = await ingest(
    batch.map(({ clientMessageId, window, line, seq, afterGap }) =>
      reported(line.text, {
        clientMessageId,
        direction: line.direction,
        sender: line.sender,
        seq,
        afterGap,
        ageMs: Math.max(0, now - line.at),
        chat: {
          window,
          kind: stage.screens.window(seat.account, window).group ? 'GROUP' : 'FRIEND',
          externalId: stage.screens.window(seat.account, window).group ? 'g1' : null,
        },
      }),
    ),
    seat.account,
  );
  journal.reported = batch;
  if (agent.deaf(process, 'its receipts')) return true;
  batch.forEach((entry, index) => {
    const { state, messageId } = receipts[index]!;
    stage.acknowledged.push({
      account: seat.account,
      clientMessageId: entry.clientMessageId,
      window: entry.window,
      text: entry.line.text,
      state,
      messageId,
    });
    stage.received.add(entry.line);
    // Sometimes it forgets and says it again.
    entry.acknowledged = !stage.mishap(0.05);
  });
  agent.note(
    `reports ${batch.map(({ line, afterGap }, index) => `${line.text}${afterGap ? ' (after a gap)' : ''} ${receipts[index]!.state}`).join(', ')}`,
  );
  return true;
}

function nextBatch(agent: AgentBody, open: readonly JournalLine[]): readonly JournalLine[] {
  const { dice } = agent.stage;
  const window = dice.pick(open).window;
  const here = open.filter((entry) => entry.window === window);
  if (here[0]!.afterGap) return here.filter(({ afterGap }) => afterGap);
  const plain = here.findIndex(({ afterGap }) => afterGap);
  return here.slice(0, Math.min(plain < 0 ? here.length : plain, 1 + dice.below(4)));
}
