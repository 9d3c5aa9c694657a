import { sentencesOf } from './bubbles.ts';

/** What reasoning models think aloud before they answer. */
const THOUGHT = /<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/giu;
/** A label before the answer, as if it were a form. */
const LABEL = /^\s*(?:回答|答复|答案|客服|回复|答|A|Answer)\s*[:：]\s*/iu;
/** Numbers of passages, which the customer never saw. */
const CITATION = /\s*(?:〔\d+〕|\[\d+\](?!\()|【(?:资料)?\d+】|[（(](?:来源|资料|参考)[:：]?[^）)]{0,20}[）)])/gu;
const FENCE = /^```[^\n]*$\n?/gmu;
const HEADING = /^#{1,6}\s+/gmu;
const EMPHASIS = /(\*\*|__)(?=\S)([\s\S]*?\S)\1/gu;
const BULLET = /^[ \t]*[*+-][ \t]+/gmu;
const LINK = /!?\[([^\]\n]+)\]\((https?:\/\/[^)\s]+)\)/gu;
const BLANK_LINES = /\n{2,}/gu;
/** Ends of a whole sentence. */
const ENDED = /[。！？!?；;…~～”」）)]\s*$|\n$/u;

/**
 * What a model wrote as a person would type it in a chat: no thoughts, labels, citations or Markdown. Of a draft that met
 * its token limit the unfinished last sentence goes, unless it is all there is.
 */
export function plainDraft(text: string, truncated = false): string {
  const plain = text
    .replace(THOUGHT, '')
    .replace(FENCE, '')
    .replace(HEADING, '')
    .replace(LINK, (_, label: string, url: string) => (label === url ? url : `${label} ${url}`))
    .replace(EMPHASIS, '$2')
    .replace(CITATION, '')
    .replace(BULLET, '· ')
    .replace(LABEL, '')
    .replace(BLANK_LINES, '\n')
    .trim();
  return truncated ? wholeSentences(plain) : plain;
}

const TABLE_ROW = /^\| (.*) \|$/u;

/** A passage as it is told in a chat, which draws no tables: below its header every row is a line of names and values. */
export function spokenPassage(text: string): string {
  const lines = text.split('\n').map((line) => TABLE_ROW.exec(line)?.[1]?.split(' | ') ?? line);
  let names: readonly string[] | undefined;
  const told = lines.flatMap((line, at): string[] => {
    if (typeof line === 'string') {
      names = undefined;
      return [line];
    }
    if (names) return [spokenRow(names, line)];
    names = line;
    const alone = typeof (lines[at + 1] ?? '') === 'string';
    return alone ? [spokenRow([], line)] : [];
  });
  return told.join('\n');
}

function spokenRow(names: readonly string[], cells: readonly string[]): string {
  const told = cells.flatMap((cell, column) => {
    const name = names.length === cells.length ? (names[column] ?? '') : '';
    return cell === '' ? [] : [name === '' || name === cell ? cell : `${name}：${cell}`];
  });
  return told.join('，');
}

function wholeSentences(text: string): string {
  const sentences = sentencesOf(text);
  const last = sentences.at(-1);
  if (last === undefined || sentences.length === 1 || ENDED.test(last)) return text;
  return sentences.slice(0, -1).join('').trim();
}
