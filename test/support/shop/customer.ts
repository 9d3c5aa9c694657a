import { nodes, type Desk } from '../whole/desk.ts';
import type { BundledAgent } from '../whole/bundled-agent.ts';
import { textOf } from '../whole/text-of.ts';
import { waitUntil } from '../wait-until.ts';

const TURNS = `query ($id: ID!) { session(id: $id) { turns(first: 100) { edges { node { id outcome confidence handoffReason
  evidence { documentName page text } citations { sentence evidenceId } messages { role content reply { state } } } } } } }`;

/** A passage that an answer rested on. */
export interface Source {
  readonly documentName: string;
  readonly page: string;
  readonly text: string;
}

/** A turn with everything that was said and why. */
export interface AnsweredTurn {
  readonly outcome: string;
  readonly confidence: number;
  readonly handoffReason: string;
  /** Bubbles of the answer, each a row. */
  readonly said: string;
  readonly sources: readonly Source[];
}

/** Settled turns of a session, oldest first. */
export async function answeredTurns(desk: Desk, sessionId: string): Promise<AnsweredTurn[]> {
  const { session } = await desk.client.ask(TURNS, { id: sessionId });
  return nodes(session?.['turns'])
    .toSorted((one, other) => Number(one['id']) - Number(other['id']))
    .filter((turn) => turn['outcome'] !== null)
    .map((turn) => ({
      outcome: textOf(turn['outcome']),
      confidence: Number(turn['confidence']),
      handoffReason: textOf(turn['handoffReason']),
      said: (turn['messages'] as unknown as { role: string; content: string }[])
        .filter(({ role }) => role !== 'CUSTOMER')
        .map(({ content }) => content)
        .join('\n'),
      sources: turn['evidence'] as unknown as Source[],
    }));
}

/** A customer in a WeChat window of their own. */
export class Customer {
  readonly name: string;
  readonly #agent: BundledAgent;
  readonly #desk: Desk;
  #asked = 0;

  constructor(name: string, agent: BundledAgent, desk: Desk) {
    this.name = name;
    this.#agent = agent;
    this.#desk = desk;
  }

  /** Writes, and waits until the whole answer has been typed into the window. */
  async ask(question: string): Promise<AnsweredTurn> {
    await this.#agent.say(this.name, question);
    this.#asked += 1;
    const { sessionId } = await this.#desk.sessionWith(this.name);
    return waitUntil(
      async () => {
        const turn = (await answeredTurns(this.#desk, sessionId))[this.#asked - 1];
        return turn && this.#agent.typed(this.name).join('\n').endsWith(turn.said) ? turn : undefined;
      },
      { everyMs: 150, for: `an answer to ${question}` },
    );
  }
}
