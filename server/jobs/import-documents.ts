import type { ImportServices } from '../modules/knowledge/run-import.ts';
import { runImport } from '../modules/knowledge/run-import.ts';
import type { JobQueue } from '../ports/job-queue.ts';

/** Works on imports, one at a time, and first takes up at once what this process was importing when it died. */
export async function importDocuments(
  services: ImportServices & { readonly jobQueue: JobQueue },
  tenants: () => Promise<readonly string[]>,
): Promise<void> {
  const { database, jobQueue, workerId } = services;
  for (const tenantId of await tenants()) await database.call('resume_jobs', [tenantId, workerId]);
  await jobQueue.work('import', ({ tenantId, id, signal, last }) =>
    runImport(services, { tenantId, versionId: id, signal, last }),
  );
}
