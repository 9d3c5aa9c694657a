const MOST_OPTIONS = 3;
const LONGEST_OPTION = 24;

/**
 * One short question that names what was found, best first: 「您想问的是 A，还是 B？」. Options that say the same are
 * named once; without any it asks for more words.
 */
export function clarifyQuestion(options: readonly string[]): string {
  const named = [...new Set(options.map(shortened))].filter((option) => option !== '').slice(0, MOST_OPTIONS);
  const [first, ...others] = named;
  if (first === undefined) return '请问您能再说得具体一点吗？比如产品型号，或遇到的情况。';
  if (others.length === 0) return `请问您想了解的是「${first}」吗？`;
  const last = others.pop() ?? '';
  return `请问您想问的是${[first, ...others].map((option) => `「${option}」`).join('、')}，还是「${last}」？`;
}

function shortened(option: string): string {
  const said = option
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[?？。.!！,，]+$/u, '');
  const characters = Array.from(said);
  return characters.length <= LONGEST_OPTION ? said : `${characters.slice(0, LONGEST_OPTION - 1).join('')}…`;
}
