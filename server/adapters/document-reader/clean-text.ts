/** Radicals that Unicode gives no plain character for, or an older one (戶); the fonts of some PDFs name their characters so. */
const RADICALS = new Map(
  '⼾户 ⺟母 ⺠民 ⻁虎 ⻄西 ⻅见 ⻆角 ⻉贝 ⻋车 ⻑長 ⻓长 ⻔门 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻬齐 ⻮齿 ⻰龙 ⻳龟'
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
);
const LOOKALIKES = /[\u2e80-\u2fdf\uf900-\ufaff]/gu;
/** All control characters but tab and line end, and byte order marks within a text. */
const UNSEEN = /(?![\t\n])[\p{Cc}\ufeff]/gu;

/**
 * A text as people type it and databases take it: without control characters and halves of surrogate pairs; radicals and
 * compatibility characters that look like Chinese characters are those characters, so that they can be found.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSEEN, '')
    .replace(LOOKALIKES, (character) => RADICALS.get(character) ?? character.normalize('NFKC'));
}
