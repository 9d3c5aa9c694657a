import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHandoffWish } from '../server/modules/dialog/handoff-wish.ts';
import { createKindClassifier, DIALOG_KINDS, type DialogKind, isDialogKind } from '../server/modules/dialog/kind.ts';
import { createLineUrgency } from '../server/modules/dialog/line-urgency.ts';
import { accuracy, type Judged, labelScores, macroF1 } from './dialog/labelled-scores.ts';
import { judgeJoined, judgeTopics, type TopicDialog } from './dialog/topic-lines.ts';

/**
 * Measures how lines are judged, on labelled data nothing is fitted on: `npm run bench -- dialog [folder]`. The folder is
 * ../shared/data/eval beside the checkout unless an argument or KEFU_EVAL_DIR names another.
 */
const folder =
  process.argv[2] ?? process.env['KEFU_EVAL_DIR'] ?? fileURLToPath(new URL('../../shared/data/eval', import.meta.url));

function read<Row>(name: string): Row[] {
  const lines = readFileSync(join(folder, name), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}

interface IntentRow {
  readonly t: string;
  readonly type: string | null;
}

function labelled(rows: readonly IntentRow[]): { text: string; label: DialogKind }[] {
  return rows.flatMap(({ t: text, type }) => {
    const label = type === 'chat' ? 'chitchat' : type;
    return isDialogKind(label) ? [{ text, label }] : [];
  });
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function table(title: string, lines: readonly Judged[], labels: readonly string[]): void {
  const kinds = `macro-F1 ${macroF1(lines, labels).toFixed(3)}, right ${percent(accuracy(lines))}`;
  console.log(`\n${title}: ${lines.length} lines, ${kinds}`);
  for (const label of labels) {
    const { precision, recall, f1 } = labelScores(lines, label);
    console.log(
      `  ${label.padEnd(10)} precision ${percent(precision)}, recall ${percent(recall)}, F1 ${f1.toFixed(3)}`,
    );
  }
}

function timed<T>(work: () => T): [T, number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}

function measureKinds(): void {
  const lines = labelled(read<IntentRow>('intents_test.jsonl'));
  const tenant = labelled(read<IntentRow>('intents_train_noisy.jsonl'));
  for (const [name, own] of [
    ['kinds, shipped examples', []],
    [`kinds, with ${tenant.length} examples of a tenant`, tenant],
  ] as const) {
    const [classify, ms] = timed(() => createKindClassifier(own));
    const judged = lines.map(({ text, label }) => ({ gold: label, said: classify(text).kind }));
    table(`${name} (fitted in ${ms.toFixed(0)} ms)`, judged, DIALOG_KINDS);
  }
}

function measureWishes(): void {
  const [wishOf, ms] = timed(() => createHandoffWish());
  const lines = read<{ t: string; label: string }>('handoff.jsonl');
  const judged = lines.map(({ t, label }) => ({ gold: label, said: wishOf(t).wish }));
  table(`wish for a person (fitted in ${ms.toFixed(0)} ms)`, judged, ['explicit', 'askhuman', 'complaint']);
  const innocent = judged.filter(({ gold }) => gold === 'none');
  const alarms = innocent.filter(({ said }) => said !== 'none' && said !== 'askhuman').length;
  console.log(`  false alarms: ${alarms} of ${innocent.length} innocent lines`);
  const everyday = read<IntentRow>('intents_test.jsonl').filter(({ type }) => type !== 'complaint');
  const fired = everyday.filter(({ t }) => !['none', 'askhuman'].includes(wishOf(t).wish)).length;
  console.log(
    `  false alarms: ${fired} of ${everyday.length} everyday lines of shops (${percent(fired / everyday.length)})`,
  );
}

function measureTopics(): void {
  const dialogs = read<TopicDialog>('topics_phone.jsonl');
  for (const [name, judged] of [
    ['calls one after the other', judgeJoined(dialogs, 0)],
    ['the same, every second after a pause', judgeJoined(dialogs, 1)],
    ['the same, each after a pause', judgeJoined(dialogs, 2)],
    ['segments within calls', dialogs.flatMap((dialog) => judgeTopics(dialog))],
  ] as const) {
    const { precision, recall, f1 } = labelScores(judged, 'shift');
    const ordinary = judged.filter(({ gold }) => gold === 'same');
    const alarms = ordinary.filter(({ said }) => said === 'shift').length / ordinary.length;
    const figures = `precision ${percent(precision)}, recall ${percent(recall)}, false alarms ${percent(alarms)}`;
    console.log(`\ntopic shifts, ${name}: ${judged.length} lines, F1 ${f1.toFixed(3)}, ${figures}`);
  }
}

function measureSpeed(): void {
  const lines = read<IntentRow>('intents_test.jsonl').map(({ t }) => t);
  const urgency = createLineUrgency();
  const rounds = 20;
  lines.forEach((line) => urgency(line));
  const [, ms] = timed(() => {
    for (let round = 0; round < rounds; round += 1) for (const line of lines) urgency(line);
  });
  console.log(`\nurgency of a line: ${((ms * 1000) / rounds / lines.length).toFixed(1)} µs`);
}

measureKinds();
measureWishes();
measureTopics();
measureSpeed();
