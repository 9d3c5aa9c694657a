import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { findWeaviate, guarded } from './machine.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';
import { waitUntil } from './wait-until.ts';

/** A Weaviate of its own in a folder of its own, gone with the tests. */
export interface WeaviateServer {
  readonly httpPort: number;
  readonly grpcPort: number;
  pid(): number;
  /** Sends its process a signal: SIGSTOP and SIGCONT freeze and thaw it. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it at once. */
  halt(): Promise<void>;
  /** Starts it again on the same ports, with what its folder holds. */
  start(): Promise<void>;
  /** Takes everything it stored away; only while it is halted. */
  forget(): void;
  stop(): Promise<void>;
}

/** Starts a server, or answers undefined on a machine without Weaviate. */
export async function startWeaviate(): Promise<WeaviateServer | undefined> {
  const program = findWeaviate();
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'kefu-weaviate-'));
  const [http = 0, grpc = 0, gossip = 0, data = 0, raft = 0, raftRpc = 0] = await Promise.all(
    Array.from({ length: 6 }, freePort),
  );
  const command = guarded([program, '--host', '127.0.0.1', '--port', String(http), '--scheme', 'http']);
  const environment = {
    PERSISTENCE_DATA_PATH: join(folder, 'data'),
    AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true',
    DEFAULT_VECTORIZER_MODULE: 'none',
    CLUSTER_HOSTNAME: 'node1',
    CLUSTER_ADVERTISE_ADDR: '127.0.0.1',
    CLUSTER_BIND_ADDR: '127.0.0.1',
    CLUSTER_GOSSIP_BIND_PORT: String(gossip),
    CLUSTER_DATA_BIND_PORT: String(data),
    RAFT_PORT: String(raft),
    RAFT_INTERNAL_RPC_PORT: String(raftRpc),
    RAFT_BOOTSTRAP_EXPECT: '1',
    GRPC_PORT: String(grpc),
    DISABLE_TELEMETRY: 'true',
    GO_PROFILING_DISABLE: 'true',
    LOG_LEVEL: 'warning',
  };
  let server: ServerProcess | undefined;
  const start = async (): Promise<void> => {
    const started = startServerProcess(command, folder, environment);
    server = started;
    await waitUntil(() => ready(http, started), { for: 'Weaviate to be ready' });
  };
  const halt = async (): Promise<void> => server?.end('SIGKILL');
  await start();
  return {
    httpPort: http,
    grpcPort: grpc,
    pid: () => server?.pid ?? -1,
    signal: (signal) => {
      if (server) process.kill(server.pid, signal);
    },
    halt,
    start,
    forget: () => rmSync(join(folder, 'data'), { recursive: true, force: true }),
    stop: async () => {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(port: number, server: ServerProcess): Promise<boolean> {
  if (!server.alive()) throw new Error(`Weaviate ended: ${server.output()}`);
  const answer = await fetch(`http://127.0.0.1:${port}/v1/.well-known/ready`, { signal: AbortSignal.timeout(1_000) });
  return answer.ok;
}
