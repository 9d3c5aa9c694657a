import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { machineParts } from './machine.ts';

/** Says at the very end what was left out and why, then one line that any reader of logs can count by. */
export class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const lines = closingLines(modules, unhandled.length);
    // After the other reporters, whose summary is written in the same round.
    process.once('exit', () => process.stdout.write(`\n${lines.join('\n')}\n`));
  }
}

/** The counts treat a file that could not be loaded and an error outside any test as a failed test each. */
export function closingLines(modules: readonly TestModule[], unhandled: number): readonly string[] {
  const cases = modules.flatMap((module) => [...module.children.allTests()]);
  const count = (state: string): number => cases.filter((test) => test.result().state === state).length;
  const broken = modules.filter((module) => module.errors().length > 0).length + unhandled;
  return [
    ...missingParts(),
    ...skippedReasons(cases),
    `${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`,
  ];
}

function missingParts(): readonly string[] {
  return machineParts()
    .filter((part) => part.path === undefined)
    .map((part) => `left out: ${part.name} not installed (${part.without})`);
}

function skippedReasons(cases: readonly TestCase[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const test of cases) {
    const result = test.result();
    if (result.state !== 'skipped') continue;
    const reason = result.note ?? `no reason given: ${test.fullName}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `left out: ${count} ${count === 1 ? 'test' : 'tests'}: ${reason}`);
}
