import { readFileSync } from 'node:fs';

/** A line and what it is, written for this product; tenants add their own. */
export interface LabelledLine<Label extends string> {
  readonly text: string;
  readonly label: Label;
}

/** Reads a bank that ships with the product (a few milliseconds); lines with a label that is not asked for are left out. */
export function readBank<Label extends string>(
  name: 'kinds' | 'kinds-shop' | 'handoff' | 'everyday',
  field: string,
  labels: readonly Label[],
): LabelledLine<Label>[] {
  const known = new Map(labels.map((label) => [label as string, label]));
  const text = readFileSync(new URL(`bank/${name}.jsonl`, import.meta.url), 'utf8');
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const row = JSON.parse(line) as Record<string, string>;
    const label = known.get(row[field] ?? '');
    return label === undefined || row['t'] === undefined ? [] : [{ text: row['t'], label }];
  });
}
