/** Radicals that Unicode gives no plain character for, or an older one (戶); the fonts of some PDFs name their characters so. */
const RADICALS = new Map(
  '⼾户 ⺟母 ⺠民 ⻁虎 ⻄西 ⻅见 ⻆角 ⻉贝 ⻋车 ⻑長 ⻓长 ⻔门 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻬齐 ⻮齿 ⻰龙 ⻳龟'
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
);
const LOOKALIKES = /[\u2e80-\u2fdf\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe44]/gu;
/**
 * What nobody sees: control characters but tab and line end, byte order marks, soft hyphens, spaces of no width, marks that
 * turn the direction of writing and can show a text as another one, and letters of tags, which only machines read.
 */
const UNSEEN = /(?![\t\n])[\p{Cc}\ufeff\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\u{e0000}-\u{e007f}]/gu;

/** From a mark of ASCII to the same mark as Chinese is written with. */
const FULL_WIDTH = 0xfee0;

function plainCharacter(character: string): string {
  const plain = RADICALS.get(character) ?? character.normalize('NFKC');
  return character >= '\ufe10' && plain < '\u007f' ? String.fromCharCode(plain.charCodeAt(0) + FULL_WIDTH) : plain;
}

/**
 * A text as people type it and databases take it: without control characters and halves of surrogate pairs; radicals and
 * compatibility characters that look like Chinese characters, and marks as they are written in columns, are those characters,
 * so that they can be found.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(UNSEEN, '').replace(LOOKALIKES, plainCharacter);
}
