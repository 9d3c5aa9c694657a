import { expect, it } from 'vitest';
import type { LabelledLine } from '../../../server/modules/dialog/example-bank.ts';
import { createKindClassifier, type DialogKind, fitKindClassifier } from '../../../server/modules/dialog/kind.ts';
import { TenantKinds } from '../../../server/modules/dialog/tenant-kinds.ts';
import { waitUntil } from '../../support/wait-until.ts';

const own: LabelledLine<DialogKind>[] = Array.from({ length: 40 }, (_, index) => ({
  text: `小白桩掉线了第${index}次`,
  label: 'complaint',
}));

it('fits with pauses what it fits at once', async () => {
  const gentle = await fitKindClassifier(own);
  const atOnce = createKindClassifier(own);
  for (const text of ['小白桩掉线了', '你好', '多少钱']) expect(gentle(text)).toEqual(atOnce(text));
});

it('answers with the shipped classifier until a company’s own is fitted, and asks once a revision', async () => {
  const asked: string[] = [];
  const kinds = new TenantKinds((tenantId) => {
    asked.push(tenantId);
    return Promise.resolve(own);
  });
  const shipped = createKindClassifier();
  expect(kinds.classifierFor('a', 0)).toBe(shipped);
  expect(kinds.classifierFor('a', 1)).toBe(shipped);
  const fitted = await waitUntil(
    () => {
      const classifier = kinds.classifierFor('a', 1);
      return classifier === shipped ? undefined : classifier;
    },
    { for: 'the own classifier' },
  );
  expect(fitted('小白桩掉线了').kind).toBe('complaint');
  expect(kinds.classifierFor('b', 0)).toBe(shipped);
  expect(kinds.classifierFor('a', 2)).toBe(fitted);
  expect(asked).toEqual(['a', 'a']);
});

it('asks again when the examples could not be read', async () => {
  let times = 0;
  const kinds = new TenantKinds(() => {
    times += 1;
    return times === 1 ? Promise.reject(new Error('away')) : Promise.resolve(own);
  });
  const shipped = createKindClassifier();
  await waitUntil(() => kinds.classifierFor('a', 1) !== shipped || undefined, { for: 'the second try' });
  expect(times).toBe(2);
});
