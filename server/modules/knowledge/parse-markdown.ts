import { LONGEST_PIECE, type ParsedPassage, type ParsedText } from './parsed-chunk.ts';
import { splitText } from './split-text.ts';

const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/u;
const FENCE = /^ {0,3}(```|~~~)/u;
const TABLE_ROW = /^\s*\|.*\|\s*$/u;
const TABLE_RULE = /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/u;

interface Section {
  readonly headings: readonly string[];
  readonly lines: string[];
}

/** Marks that carry no meaning for a reader in a chat: emphasis, links' targets, comments. */
function plain(line: string): string {
  return line
    .replace(/<!--.*?-->/gu, '')
    .replace(/!\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)[^)]*\)/gu, '$1（$2）')
    .replace(/\[([^\]]+)\]\([^)]*\)/gu, '$1')
    .replace(/(\*\*|__)(.+?)\1/gu, '$2')
    .replace(/`([^`]+)`/gu, '$1')
    .replace(/^\s*>\s?/u, '');
}

function toSections(lines: readonly string[]): Section[] {
  const sections: Section[] = [{ headings: [], lines: [] }];
  const path: string[] = [];
  let fenced = false;
  for (const line of lines) {
    if (FENCE.test(line)) {
      fenced = !fenced;
      continue;
    }
    const heading = fenced ? null : HEADING.exec(line);
    if (heading) {
      const depth = heading[1]?.length ?? 1;
      path.length = Math.min(path.length, depth - 1);
      while (path.length < depth - 1) path.push('');
      path.push(plain(heading[2] ?? ''));
      sections.push({ headings: path.filter((name) => name !== ''), lines: [] });
    } else {
      sections.at(-1)?.lines.push(line);
    }
  }
  return sections;
}

/** Pieces of a section's text; a table's rows are cut between rows and each piece begins with the table's header. */
function toPieces(lines: readonly string[]): string[] {
  const pieces: string[] = [];
  let prose: string[] = [];
  const flush = (): void => {
    pieces.push(...splitText(prose.map(plain).join('\n'), LONGEST_PIECE));
    prose = [];
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (TABLE_ROW.test(line) && TABLE_RULE.test(lines[index + 1] ?? '')) {
      flush();
      let end = index + 2;
      while (TABLE_ROW.test(lines[end] ?? '')) end += 1;
      pieces.push(...tablePieces(line, lines.slice(index + 2, end)));
      index = end - 1;
    } else {
      prose.push(line);
    }
  }
  flush();
  return pieces;
}

function tablePieces(header: string, rows: readonly string[]): string[] {
  const pieces: string[] = [];
  let current = plain(header);
  for (const row of rows) {
    const text = plain(row);
    if (current.includes('\n') && current.length + text.length + 1 > LONGEST_PIECE) {
      pieces.push(current);
      current = plain(header);
    }
    current += `\n${text}`;
  }
  return [...pieces, current];
}

/** Passages of a Markdown text, one or more for each heading; the nearest heading is the question. */
export function parseMarkdown(text: string): ParsedText {
  const body = text.replace(/^---\n[\s\S]*?\n---\n/u, '');
  const passages: ParsedPassage[] = toSections(body.split('\n')).flatMap(({ headings, lines }) =>
    toPieces(lines).map((answer) => ({
      question: headings.at(-1) ?? '',
      answer,
      heading: headings.length > 0 ? headings.join(' › ') : null,
      page: null,
      phrasings: [],
    })),
  );
  return { passages, skipped: [] };
}
