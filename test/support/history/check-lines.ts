import type { Acknowledged, History, Violation } from './history.ts';
import type { StoredHistory, StoredMessage } from './stored-history.ts';

/** I5 and I6: what was acknowledged is stored, what was said is stored once, and repeats change nothing. */
export function checkLines(stored: StoredHistory, history: History): Violation[] {
  return [
    ...history.acknowledged.flatMap((receipt) => receiptFaults(stored, receipt)),
    ...repeatFaults(history.acknowledged),
    ...idFaults(stored),
    ...(history.atRest && history.spoken !== undefined ? spokenFaults(stored, history) : []),
  ];
}

function receiptFaults(stored: StoredHistory, receipt: Acknowledged): Violation[] {
  if (receipt.state === 'REJECTED') return [];
  const line = `line ${receipt.clientMessageId} (${receipt.text}) of ${receipt.account}/${receipt.window}`;
  const own = stored.messages.find(
    ({ account, cmid }) => account === receipt.account && cmid === receipt.clientMessageId,
  );
  // After a gap the hub answers with the line it already had, under whatever id.
  const message =
    own ?? (receipt.state === 'DUPLICATE' ? stored.messages.find(({ id }) => id === receipt.messageId) : undefined);
  if (message === undefined)
    return [{ invariant: 'I5', text: `${line} was acknowledged as ${receipt.state}, but it is not stored` }];
  if (message.id !== receipt.messageId)
    return [
      { invariant: 'I5', text: `${line} was acknowledged as line ${receipt.messageId}, but is line ${message.id}` },
    ];
  if (message.window !== receipt.window || message.account !== receipt.account) {
    return [{ invariant: 'I5', text: `${line} is stored in another chat, ${message.account}/${message.window}` }];
  }
  return own === undefined || message.content === receipt.text
    ? []
    : [{ invariant: 'I5', text: `${line} is stored as “${message.content}”` }];
}

function repeatFaults(all: readonly Acknowledged[]): Violation[] {
  const byLine = Map.groupBy(all, ({ account, clientMessageId }) => `${account} ${clientMessageId}`);
  return [...byLine.values()].flatMap((receipts) => {
    const ids = new Set(receipts.filter(({ state }) => state !== 'REJECTED').map(({ messageId }) => messageId));
    return ids.size > 1
      ? [
          {
            invariant: 'I6',
            text: `line ${receipts[0]!.clientMessageId} (${receipts[0]!.text}) got receipts for different lines: ${[...ids].join(', ')}`,
          },
        ]
      : [];
  });
}

function idFaults(stored: StoredHistory): Violation[] {
  const byId = Map.groupBy(
    stored.messages.filter(({ cmid }) => cmid !== null),
    ({ account, cmid }) => `${account} ${cmid}`,
  );
  return [...byId]
    .filter(([, lines]) => lines.length > 1)
    .map(([id, lines]) => ({ invariant: 'I6', text: `id ${id} is stored ${lines.length} times` }));
}

/** Every line that an agent could read stands in the hub, and as often as it was said. */
function spokenFaults(stored: StoredHistory, history: History): Violation[] {
  const key = (line: { account: string; window: string }, text: string): string =>
    `${text} in ${line.account}/${line.window}`;
  const said = Map.groupBy(history.spoken ?? [], (line) => key(line, line.text));
  const kept = Map.groupBy(stored.messages.filter(fromCustomer), (line) => key(line, line.content));
  const missing = [...said].flatMap(([name, lines]) => {
    if (history.away?.includes(lines[0]!.account) === true) return [];
    const times = kept.get(name)?.length ?? 0;
    const readable = lines.filter(({ scrolledAway }) => scrolledAway !== true).length;
    return times < readable
      ? [
          {
            invariant: 'I5',
            text: `“${name}” was said ${readable} times, but is stored ${times} times: a line is lost`,
          },
        ]
      : [];
  });
  const extra = [...kept].flatMap(([name, lines]) => {
    // A line that could not be aligned is stored again on purpose, marked and never answered by the model.
    const sure = lines.filter(({ possibly_repeated: repeated }) => !repeated).length;
    const times = said.get(name)?.length ?? 0;
    return sure > times
      ? [
          {
            invariant: 'I6',
            text: `“${name}” was said ${times} times, but is stored ${sure} times: it has ${sure} outcomes`,
          },
        ]
      : [];
  });
  return [...missing, ...extra];
}

function fromCustomer(message: StoredMessage): boolean {
  return message.role === 'customer';
}
