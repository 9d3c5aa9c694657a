import type { EmbeddingPurpose } from '../../ports/embedder.ts';

/** How a model is told what a text is: not at all, by the request's `input_type`, or by words before the text. */
export const INPUT_STYLES = ['plain', 'input_type', 'e5', 'bge'] as const;
export type InputStyle = (typeof INPUT_STYLES)[number];

export function isInputStyle(text: string | undefined): text is InputStyle {
  return INPUT_STYLES.some((style) => style === text);
}

/** Words before the text, as the authors of these models trained them. */
const PREFIXES: Readonly<Record<InputStyle, Readonly<Record<EmbeddingPurpose, string>>>> = {
  plain: { query: '', passage: '' },
  input_type: { query: '', passage: '' },
  e5: { query: 'query: ', passage: 'passage: ' },
  bge: { query: '为这个句子生成表示以用于检索相关文章：', passage: '' },
};

/** The style of a model by its name; most models want none. */
export function styleOf(model: string): InputStyle {
  if (/(?:^|[^a-z])e5(?:[^a-z]|$)/iu.test(model)) return 'e5';
  return /bge-(?:small|base|large)-zh/iu.test(model) ? 'bge' : 'plain';
}

export function dressed(texts: readonly string[], purpose: EmbeddingPurpose, style: InputStyle): string[] {
  const prefix = PREFIXES[style][purpose];
  return texts.map((text) => prefix + text);
}
