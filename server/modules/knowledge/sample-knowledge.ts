import { readFile } from 'node:fs/promises';

/** The sample shipped for the demo: 40 questions and answers about EV charging piles, written for this project. */
const SAMPLE_FILE = 'ev-charging.csv';

/** Name and bytes of the sample knowledge, to be loaded like any other file. */
export async function readSampleKnowledge(): Promise<{ fileName: string; bytes: Uint8Array }> {
  return { fileName: SAMPLE_FILE, bytes: await readFile(new URL(`./sample/${SAMPLE_FILE}`, import.meta.url)) };
}
