import { expect, it } from 'vitest';
import type { TestCase, TestModule } from 'vitest/node';
import { closingLines } from './closing-reporter.ts';

function testCase(state: string, note?: string): Partial<TestCase> {
  const result = note === undefined ? { state, errors: undefined } : { state, errors: undefined, note };
  return { fullName: `a ${state} test`, result: () => result as ReturnType<TestCase['result']> };
}

function testModule(cases: readonly Partial<TestCase>[], errors = 0): TestModule {
  const module = { children: { allTests: () => cases.values() }, errors: () => Array.from({ length: errors }) };
  return module as unknown as TestModule;
}

it('closes with the counts, alone on their line', () => {
  const lines = closingLines(
    [testModule([testCase('passed'), testCase('passed')]), testModule([testCase('failed')])],
    0,
  );
  expect(lines.at(-1)).toBe('2 passed, 1 failed, 0 skipped');
});

it('counts a file that does not load and an error outside any test as failures', () => {
  expect(closingLines([testModule([testCase('passed')]), testModule([], 1)], 1).at(-1)).toBe(
    '1 passed, 2 failed, 0 skipped',
  );
});

it('names what was left out once for each reason, and a skip without a reason by its name', () => {
  const cases = [
    testCase('skipped', 'Redis not installed'),
    testCase('skipped', 'Redis not installed'),
    testCase('skipped'),
  ];
  const lines = closingLines([testModule(cases)], 0);
  expect(lines).toContain('left out: 2 tests: Redis not installed');
  expect(lines).toContain('left out: 1 test: no reason given: a skipped test');
  expect(lines.at(-1)).toBe('0 passed, 0 failed, 3 skipped');
});
