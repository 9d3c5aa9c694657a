import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guarded } from './machine.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { ROOT } from './source-tree.ts';
import { waitUntil } from './wait-until.ts';

/** `npm run embedder` as a process of its own. */
export interface LocalEmbedder extends ServerProcess {
  /** Kills the model's server under the launcher. */
  killServer(): void;
}

/** Starts the real model for the hub whose data lie in `dataFolder`; `installed` is where it was installed before. */
export function launchLocalEmbedder(dataFolder: string, installed: string): LocalEmbedder {
  const command = guarded([process.execPath, join(ROOT, 'server/bootstrap/embedder.mjs')]);
  const launcher = startServerProcess(command, ROOT, { DATA_DIR: dataFolder, EMBEDDER_DIR: installed });
  return {
    ...launcher,
    killServer: () => {
      const children = readFileSync(`/proc/${launcher.pid}/task/${launcher.pid}/children`, 'utf8').trim().split(' ');
      for (const child of children) process.kill(Number(child), 'SIGKILL');
    },
  };
}

/** Starts it and waits until it says that it answers. */
export async function startLocalEmbedder(dataFolder: string, installed: string): Promise<LocalEmbedder> {
  const embedder = launchLocalEmbedder(dataFolder, installed);
  await waitUntil(() => embedder.output().includes('就绪') || !embedder.alive(), {
    for: 'the local embedder to be ready',
  });
  if (!embedder.alive()) throw new Error(`the local embedder ended:\n${embedder.output()}`);
  return embedder;
}
