import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepareBundles } from '../../../server/bootstrap/prepare-bundles.mjs';
import { freePort } from '../free-port.ts';
import { guarded } from '../machine.ts';
import { startServerProcess, type ServerProcess } from '../server-process.ts';
import { waitUntil } from '../wait-until.ts';
import type { WholeDatabase } from './whole-database.ts';

export const ROOT = resolve(import.meta.dirname, '../../..');
const SAMPLE = join(ROOT, 'server/modules/knowledge/sample');

/** The hub as a process of its own, started as an owner starts it; it keeps port and data over restarts. */
export class HubProcess {
  readonly url: string;
  readonly port: number;
  readonly #database: WholeDatabase;
  readonly #args: readonly string[];
  #process: ServerProcess | undefined;
  /** What earlier lives of it wrote. */
  #before = '';

  private constructor(database: WholeDatabase, port: number, args: readonly string[]) {
    this.#database = database;
    this.port = port;
    this.#args = args;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts one on a free port and waits until it is ready; its knowledge is the sample's. */
  static async start(database: WholeDatabase, args: readonly string[] = ['--no-demo']): Promise<HubProcess> {
    prepareBundles(process.execPath, ['console', 'agent']);
    const knowledge = join(database.dataFolder, 'knowledge');
    if (!existsSync(knowledge)) {
      mkdirSync(knowledge, { recursive: true });
      cpSync(SAMPLE, knowledge, { recursive: true });
    }
    const hub = new HubProcess(database, await freePort(), args);
    await hub.start();
    return hub;
  }

  async start(): Promise<void> {
    this.launch();
    await this.ready();
  }

  /** Starts without waiting. */
  launch(): void {
    this.#before = this.output().slice(-20_000);
    const command = guarded([process.execPath, join(ROOT, 'server/main.ts'), ...this.#args]);
    this.#process = startServerProcess(command, ROOT, {
      ...this.#database.env,
      DATA_DIR: this.#database.dataFolder,
      KNOWLEDGE_DIR: join(this.#database.dataFolder, 'knowledge'),
      HOST: '127.0.0.1',
      PORT: String(this.port),
    });
  }

  async ready(): Promise<void> {
    const decided = (): boolean => !this.alive() || this.#process?.output().includes('就绪 · ready') === true;
    await waitUntil(decided, { timeoutMs: 120_000, for: 'the hub to be ready' }).catch((error: unknown) => {
      throw new Error(`the hub did not start:\n${this.output()}`, { cause: error });
    });
    if (!this.alive()) throw new Error(`the hub ended:\n${this.output()}`);
  }

  get pid(): number {
    return this.#process?.pid ?? -1;
  }

  alive(): boolean {
    return this.#process?.alive() ?? false;
  }

  /** What it wrote, also before it was started again. */
  output(): string {
    return this.#before + (this.#process?.output() ?? '');
  }

  /** The one-time link printed under a heading, such as 首次登录 or 演示. */
  link(heading: string): string {
    const text = this.output();
    const link = /https?:\/\/\S+/.exec(text.slice(text.lastIndexOf(heading)))?.[0];
    if (link === undefined) throw new Error(`no link under ${heading}:\n${text}`);
    return link;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    await this.#process?.end(signal);
  }
}
