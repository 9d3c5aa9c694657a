import { type ScriptedProvider, startScriptedProvider, type WireFault } from './scripted-provider.ts';

/** An answer with vectors, right or wrong in the ways that servers are. */
export interface Vectors {
  readonly kind: 'answer';
  /** 8 unless told. */
  readonly dimensions?: number;
  /** Model that the server says it is; the request's unless told. */
  readonly model?: string;
  /** What a text stands for; itself unless told. */
  readonly meant?: (text: string) => string;
  readonly wrong?: 'order' | 'base64' | 'no-index' | 'count' | 'repeated' | 'number' | 'zero' | 'dimensions';
}

export type EmbeddingServer = ScriptedProvider<Vectors | WireFault>;

/** A server that speaks OpenAI's embeddings (and Mistral's, which are alike), with the faults of servers on demand. */
export function startEmbeddingServer(initial: Vectors = { kind: 'answer' }, port = 0): Promise<EmbeddingServer> {
  return startScriptedProvider<Vectors>(initial, embeddings, port);
}

/** What a text means to this server: its characters and their pairs, so that texts alike have vectors alike. */
export function meaningOf(text: string, dimensions: number): number[] {
  const vector = Array.from({ length: dimensions }, () => 0);
  const letters = Array.from(text.toLowerCase());
  letters.forEach((letter, place) => {
    for (const piece of [letter, letter + (letters[place + 1] ?? '')]) {
      let hash = 2_166_136_261;
      for (const unit of piece) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 16_777_619) >>> 0;
      vector[hash % dimensions]! += (hash >>> 16) % 2 === 0 ? 1 : -1;
    }
  });
  vector[0]! += 0.5;
  return vector;
}

function embeddings({ dimensions = 8, model, meant = String, wrong }: Vectors, body: Record<string, unknown>): unknown {
  const texts = Array.isArray(body['input']) ? body['input'].map(String) : [String(body['input'])];
  const data = texts.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: meaningOf(meant(text), dimensions) as unknown,
  }));
  return {
    id: 'embd-1',
    object: 'list',
    data: wrong === undefined ? data : spoilt(data, wrong),
    model: model ?? body['model'],
    usage: { prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 },
  };
}

interface Item {
  index?: number;
  embedding: unknown;
}

function spoilt(data: readonly Item[], wrong: NonNullable<Vectors['wrong']>): unknown {
  switch (wrong) {
    case 'order':
      return data.toReversed();
    case 'base64':
      return data.map((item) => ({
        ...item,
        embedding: Buffer.from(Float32Array.from(item.embedding as number[]).buffer).toString('base64'),
      }));
    case 'no-index':
      return data.map(({ index: _index, ...item }) => item);
    case 'count':
      return data.slice(1);
    case 'repeated':
      return data.map((item) => ({ ...item, index: 0 }));
    case 'number':
      return data.map((item) => ({ ...item, embedding: [1, null, 'x'] }));
    case 'zero':
      return data.map((item) => ({ ...item, embedding: [0, 0, 0] }));
    case 'dimensions':
      return data.map((item, place) => ({ ...item, embedding: place === 0 ? [1, 0] : [1, 0, 0] }));
  }
}
