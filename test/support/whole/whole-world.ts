import type { TranscriptEntry } from '../../../agent/wechat/simulator/transcript.ts';
import { HubClient, type Answered } from '../../graphql/support/hub-client.ts';
import type { DatabaseKind } from '../database.ts';
import { checkHistory, explainViolations } from '../history-checker.ts';
import type { History, OwnerQuery, Typed } from '../history/history.ts';
import { waitUntil } from '../wait-until.ts';
import { BundledAgent, type BundledAgentSettings } from './bundled-agent.ts';
import { Desk } from './desk.ts';
import { HubProcess } from './hub-process.ts';
import { makeWholeDatabase, type Cluster, type WholeDatabase } from './whole-database.ts';
import { textOf } from './text-of.ts';

const PASSWORD = 'a long enough password';
/** A takeover from an agent that has stopped ends with its lease; the answer to a room in a fault's shadow needs as long. */
const REST_MS = 120_000;

/** What a world is made of beyond a hub on a fresh database. */
export interface WorldOptions {
  readonly kind: DatabaseKind;
  readonly cluster?: Cluster;
  readonly demo?: boolean;
}

/** Hub, agents and operators as real processes and clients. Ends everything that it started. */
export class WholeWorld {
  readonly hub: HubProcess;
  readonly database: WholeDatabase;
  /** The owner of the tenant. */
  readonly admin: Desk;
  readonly agents: BundledAgent[] = [];

  private constructor(database: WholeDatabase, hub: HubProcess, admin: Desk) {
    this.database = database;
    this.hub = hub;
    this.admin = admin;
  }

  static async start({ kind, cluster, demo }: WorldOptions): Promise<WholeWorld> {
    const database = await makeWholeDatabase(kind, cluster);
    const hub = await HubProcess.start(database, demo === true ? [] : ['--no-demo']);
    const client = await new HubClient(hub.url).redeem(hub.link('首次登录'), PASSWORD);
    return new WholeWorld(database, hub, new Desk(client));
  }

  /** Another person of the same tenant. */
  async operator(role = 'OPERATOR'): Promise<Desk> {
    return new Desk(await this.admin.client.invite(role));
  }

  /** Makes an agent at the hub and its settings; starts nothing. */
  async prepareAgent(account: string, more: Partial<BundledAgentSettings> = {}): Promise<BundledAgent> {
    const data = await this.admin.client.ask(
      `mutation ($requestId: ID!, $name: String!) { createAgent(requestId: $requestId, name: $name) { agent { id } apiKey } }`,
      { name: account },
    );
    const { agent, apiKey } = data['createAgent'] ?? {};
    const settings = { url: this.hub.url, agentId: textOf(agent?.['id']), apiKey: textOf(apiKey), account };
    const made = new BundledAgent({ ...settings, ...more });
    this.agents.push(made);
    return made;
  }

  /** Makes an agent and starts it. */
  async agent(account: string, more: Partial<BundledAgentSettings> = {}): Promise<BundledAgent> {
    return (await this.prepareAgent(account, more)).start();
  }

  /** Lines that customers wrote, in whatever window. */
  spoken(): readonly TranscriptEntry[] {
    return this.agents.flatMap((agent) => agent.transcript()).filter(({ by }) => by === 'customer');
  }

  /** Waits until every line is stored and every turn and bubble has ended. */
  async rest(timeoutMs = REST_MS): Promise<void> {
    let state = '';
    const settled = async (): Promise<boolean> => {
      const sessions = await this.admin.sessions();
      const ids = sessions.map((one) => textOf(one['id']));
      const asked = sessions.filter((one) => ['REQUESTED', 'PHONE'].includes(textOf(one['room']?.['owner'])));
      const stored = (await this.#lines(ids)).filter((line) => textOf(line['role']) === 'CUSTOMER').length;
      // In the order in which one leads to the other: a line to a turn, a turn to its bubbles.
      const open = (await Promise.all(ids.map((id) => this.admin.turns(id)))).flat().filter(isOpen);
      const moving = (await this.#lines(ids)).filter(isMoving);
      state = JSON.stringify({ spoken: this.spoken().length, stored, open, moving, asked: asked.length });
      return stored >= this.spoken().length && open.length + moving.length + asked.length === 0;
    };
    await waitUntil(settled, { timeoutMs, everyMs: 400, for: 'rest' }).catch((error: unknown) => {
      throw new Error(`never at rest: ${state}\n${this.logs()}`, { cause: error });
    });
  }

  async #lines(sessions: readonly string[]): Promise<readonly Answered[]> {
    return (await Promise.all(sessions.map((id) => this.admin.messages(id)))).flat();
  }

  /**
   * Compares the database with the windows and answers every broken invariant in words. Call at rest and last: on PGlite
   * the hub is stopped for it.
   */
  async violations(changes: Partial<History> = {}): Promise<string> {
    if (this.database.kind === 'pglite') await this.hub.end('SIGTERM');
    return this.#check(changes);
  }

  #check(changes: Partial<History>): Promise<string> {
    return this.database.asOwner(async (owner) => {
      const [tenant] = await owner<{ id: string }>(`select id::text from tenant where not demo`);
      const history: History = {
        tenantId: tenant?.id ?? '',
        atRest: true,
        typed: await this.#typed(owner),
        spoken: this.spoken().map(({ account, window, content }) => ({ account, window, text: content })),
        acknowledged: [],
        ...changes,
      };
      const found = explainViolations(await checkHistory(owner, history));
      return found === '' ? '' : `${found}\n${this.logs()}`;
    });
  }

  async remove(): Promise<void> {
    await Promise.all(this.agents.map((agent) => agent.remove()));
    await this.hub.end('SIGKILL');
    await this.database.remove();
  }

  /** The ends of all logs, for failure messages. */
  logs(): string {
    const ends = this.agents.map((agent) => `agent ${agent.account}: ${agent.output().slice(-1500)}`);
    return [`hub: ${this.hub.output().slice(-3000)}`, ...ends].join('\n');
  }

  /** Gives every bubble on the screen the id it was typed for: a text is its window's oldest bubble of that text. */
  async #typed(owner: OwnerQuery): Promise<Typed[]> {
    const replies = await owner<{ id: string; account: string; window: string; text: string }>(
      `select r.id::text, a.name as account, c.window_key as "window", r.text from reply r join chat c on c.id = r.chat_id
       join account a on a.id = c.account_id order by (r.state = 'void'), r.seq`,
    );
    const screen = this.agents.flatMap((agent) => agent.transcript()).filter(({ by }) => by === 'agent');
    const used = new Set<string>();
    return screen
      .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
      .map(({ account, window, content, at }) => {
        const same = replies.filter(
          (reply) => reply.account === account && reply.window === window && reply.text === content,
        );
        const own = same.find(({ id }) => !used.has(id)) ?? same.at(-1);
        if (own) used.add(own.id);
        return { replyId: own?.id ?? `of nobody`, account, window, text: content, at: Date.parse(at) };
      });
  }
}

function isOpen(turn: Answered): boolean {
  return textOf(turn['state']) === 'OPEN';
}

function isMoving(line: Answered): boolean {
  return ['QUEUED', 'LEASED', 'TYPED'].includes(textOf(line['reply']?.['state']));
}
