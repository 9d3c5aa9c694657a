import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { PgBossQueue } from '../../server/adapters/job-queue/pg-boss.ts';
import type { Database } from '../../server/ports/database.ts';
import type { Job } from '../../server/ports/job-queue.ts';
import { createCheckpoint } from '../support/checkpoint.ts';
import { describeEachDatabase } from '../support/database.ts';

describeEachDatabase('a job queue', ({ database }) => {
  const open: PgBossQueue[] = [];
  const warnings: unknown[] = [];
  const queue = (): PgBossQueue => {
    const made = new PgBossQueue(database(), { warn: (_message, cause) => void warnings.push(cause) });
    open.push(made);
    return made;
  };
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    await database().outside((em) => em.execute('delete from pgboss.job_common'));
  });
  const idsOf = (): { tenantId: string; id: string } => ({ tenantId: randomUUID(), id: '7' });
  const jobs = (): Promise<{ state: string; data: object; output: object | null }[]> =>
    database().outside((em) => em.execute('select state::text, data, output from pgboss.job_common'));

  it('has a job exactly when the change it belongs to is committed', async () => {
    const ids = idsOf();
    const jobQueue = queue();
    const seen: Job[] = [];
    await jobQueue.work('import', (job) => {
      seen.push(job);
      return Promise.resolve();
    });
    await database()
      .outside(async (em) => {
        await jobQueue.enqueue(em, 'import', idsOf());
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await database().inTenant(ids.tenantId, (em) => jobQueue.enqueue(em, 'import', ids));
    jobQueue.hurry();
    await expect.poll(jobs).toMatchObject([{ state: 'completed', data: ids }]);
    expect(seen).toMatchObject([{ ...ids, last: false }]);
  });

  it('goes on with what waits as soon as a job is done', async () => {
    const jobQueue = queue();
    const startedAt: number[] = [];
    await database().outside(async (em) => {
      for (let count = 0; count < 4; count += 1) await jobQueue.enqueue(em, 'import', idsOf());
    });
    await jobQueue.work('import', () => {
      startedAt.push(Date.now());
      return Promise.resolve();
    });
    await expect.poll(() => startedAt.length).toBe(4);
    // Three pauses between looks would be 15 s.
    expect((startedAt.at(-1) ?? 0) - (startedAt[0] ?? 0)).toBeLessThan(5_000);
  });

  it('calls a handler again that rejects, and keeps nothing of what it said', async () => {
    const jobQueue = queue();
    const again = createCheckpoint();
    let calls = 0;
    await jobQueue.work('import', () => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('客户的电话 13800000000')) : again.pass();
    });
    await database().outside((em) => jobQueue.enqueue(em, 'import', idsOf()));
    await database().outside((em) => em.execute('update pgboss.job_common set retry_delay = 0'));
    jobQueue.hurry();
    await again.reached;
    expect(JSON.stringify(await jobs())).not.toContain('13800000000');
    again.release();
    await expect.poll(jobs).toMatchObject([{ state: 'completed' }]);
    expect(calls).toBe(2);
    expect(JSON.stringify(await jobs())).not.toContain('13800000000');
  });

  it('gives a job to another worker when the one that had it falls silent', async () => {
    const jobQueue = queue();
    const seen: Job[] = [];
    await database().outside((em) => jobQueue.enqueue(em, 'import', idsOf()));
    await database().outside((em) =>
      em.execute(
        `update pgboss.job_common set state = 'active', retry_delay = 0, started_on = now() - interval '1 min', heartbeat_on = now() - interval '20 s'`,
      ),
    );
    await jobQueue.work('import', (job) => {
      seen.push(job);
      return Promise.resolve();
    });
    await expect.poll(() => seen.length).toBe(1);
  });

  it('is opened once, also when another look for jobs fails meanwhile', async () => {
    const steps = [createCheckpoint(), createCheckpoint(), createCheckpoint()];
    const [looked, failed, opening] = steps;
    let [calls, running, most] = [0, 0, 0];
    const outside: Database['outside'] = async (work) => {
      const call = calls++;
      await steps[call]?.pass();
      if (call === 1) throw new Error('the connection is gone');
      return database().outside(work);
    };
    const warn = vi.fn<() => void>();
    const jobQueue = new PgBossQueue({ outside }, { warn });
    open.push(jobQueue);
    for (let count = 0; count < 4; count += 1) {
      await database().outside((em) => jobQueue.enqueue(em, 'import', idsOf()));
    }
    const working = jobQueue.work('import', async () => {
      most = Math.max(most, (running += 1));
      await pause(50);
      running -= 1;
    });
    jobQueue.hurry();
    await failed?.reached;
    looked?.release();
    await opening?.reached;
    failed?.release();
    await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce());
    jobQueue.hurry();
    opening?.release();
    await working;
    await expect.poll(async () => (await jobs()).every(({ state }) => state === 'completed')).toBe(true);
    expect(most).toBe(1);
  });

  it('takes a job back', async () => {
    const jobQueue = queue();
    const jobId = await database().outside((em) => jobQueue.enqueue(em, 'import', idsOf()));
    await database().outside((em) => jobQueue.cancel(em, jobId));
    expect(await jobs()).toEqual([]);
  });
});
