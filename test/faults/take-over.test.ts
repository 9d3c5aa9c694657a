import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../support/database.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { BundledAgent } from '../support/whole/bundled-agent.ts';
import type { Desk } from '../support/whole/desk.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';
import { FAULT_SEED, seededChance, type Chance } from './fault-runs.ts';

/*
 * Takeovers at random moments between a question and its answer, with real processes: the agent online, killed, or stopped
 * and woken again; one operator or two at once; half of the rooms are given back with a question that nobody answered.
 * KEFU_TAKE_OVERS is their number on each database (default 6), KEFU_FAULT_SEED the seed of all chance,
 * KEFU_FAULT_DATABASE=postgres or pglite leaves the other out.
 */
const ONLY = process.env['KEFU_FAULT_DATABASE'];
const KINDS = databaseKinds().filter((kind) => ONLY === undefined || kind === ONLY);
const WANTED = Number(process.env['KEFU_TAKE_OVERS'] ?? 6);
const STATES = ['online', 'offline', 'half dead'] as const;
/** Rooms of one agent that are taken over side by side. */
const ROOMS = Math.min(4, Math.ceil(WANTED / STATES.length));
const ROUNDS = Math.ceil(WANTED / STATES.length / ROOMS);
const STAY = { timeoutMs: 90_000, everyMs: 250 };
const QUESTIONS = ['故障代码E01是什么意思', '故障代码E03是什么意思', '故障代码E07是什么意思'];

type State = (typeof STATES)[number];

interface Room {
  readonly window: string;
  readonly agent: BundledAgent;
  readonly roomId: string;
  readonly sessionId: string;
}

describe.each(KINDS)(`takeover at random moments, on %s, seed ${FAULT_SEED}`, (kind) => {
  let world: WholeWorld;
  let other: Desk;
  let agents: Record<State, BundledAgent>;
  const chance = seededChance(FAULT_SEED + 2);

  beforeAll(async () => {
    world = await WholeWorld.start({ kind });
    other = await world.operator();
    const slow = { pacing: 0.3, faults: { ui_ms: 60 } };
    agents = {
      online: await world.agent('在线微信', slow),
      offline: await world.agent('断线微信', slow),
      'half dead': await world.agent('半死微信', slow),
    };
  });
  afterAll(() => world.remove());

  async function ask(agent: BundledAgent, window: string): Promise<Room> {
    await agent.say(window, chance.pick(QUESTIONS));
    return { window, agent, ...(await world.admin.sessionWith(window)) };
  }

  /** Answers who has the room now. */
  async function takeOver(room: Room): Promise<Desk> {
    await pause(chance.between(0, 4_000));
    const rivals = chance.between(0, 2) === 0 ? [world.admin, other] : [chance.pick([world.admin, other])];
    const answers = await Promise.all(rivals.map((desk) => desk.takeOver(room.roomId)));
    const winners = rivals.filter((_, index) => answers[index] !== 'OWNED_BY');
    expect(winners, `answers ${answers.join()}`).toHaveLength(1);
    await waitUntil(async () => (await world.admin.owner(room.sessionId)) === 'HUMAN', {
      ...STAY,
      for: 'the takeover',
    });
    return winners[0]!;
  }

  async function round(state: State, number: number): Promise<void> {
    const agent = agents[state];
    const windows = Array.from({ length: ROOMS }, (_, place) => `客户${number}.${place}·${agent.account}`);
    const rooms = await Promise.all(windows.map((window) => ask(agent, window)));
    const fall = fallLater(agent, state, chance);
    const owners = await Promise.all(rooms.map(takeOver));
    await fall;
    const shown = rooms.map(({ window }) => agent.typed(window).length);
    const words = rooms.map(({ window }) => `坐席在${window}`);
    await Promise.all(rooms.map((room, index) => owners[index]!.write(room.sessionId, words[index]!)));
    if (state === 'offline') await agent.start();
    if (state === 'half dead') process.kill(agent.pid, 'SIGCONT');
    await Promise.all(
      rooms.map(async ({ window, roomId }, index) => {
        await waitUntil(() => agent.typed(window).at(-1) === words[index], {
          ...STAY,
          for: `${words[index]} to be typed`,
        });
        expect(agent.typed(window).slice(shown[index]), 'typed after the room was a person’s').toEqual([words[index]]);
        if (chance.between(0, 1) === 0) await agent.say(window, chance.pick(QUESTIONS));
        await waitUntil(async () => (await owners[index]!.handBack(roomId)) === 'OK', { ...STAY, for: 'hand-back' });
      }),
    );
  }

  it(
    `types nothing of the model over a person, ${ROUNDS * ROOMS * STATES.length} times`,
    { timeout: 300_000 + ROUNDS * 120_000 },
    async () => {
      for (let number = 0; number < ROUNDS; number += 1) {
        await Promise.all(STATES.map((state) => round(state, number))).catch((cause: unknown) => {
          throw new Error(`round ${number} did not come to its end\n${world.logs()}`, { cause });
        });
        if (ROUNDS > 1) process.stdout.write(`${kind}: ${(number + 1) * ROOMS * STATES.length} takeovers\n`);
      }
      await world.rest(180_000);
      expect(await world.violations()).toBe('');
    },
  );
});

/** The agent's own moment: before, between or after the takeovers. */
async function fallLater(agent: BundledAgent, state: State, chance: Chance): Promise<void> {
  await pause(chance.between(0, 4_000));
  if (state === 'offline') await agent.end('SIGKILL');
  if (state === 'half dead') process.kill(agent.pid, 'SIGSTOP');
}
