/** Formats that Excel knows by number; those of dates as Chinese Excel shows them. */
const BUILT_IN: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '0.##',
  13: '0.##',
  14: 'yyyy/m/d',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy/m/d h:mm',
  27: 'yyyy"年"m"月"',
  28: 'm"月"d"日"',
  29: 'm"月"d"日"',
  30: 'm-d-yy',
  31: 'yyyy"年"m"月"d"日"',
  32: 'h"时"mm"分"',
  33: 'h"时"mm"分"ss"秒"',
  34: 'h"时"mm"分"',
  35: 'h"时"mm"分"ss"秒"',
  36: 'yyyy"年"m"月"',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss',
  49: '@',
  50: 'yyyy"年"m"月"',
  57: 'yyyy"年"m"月"',
  58: 'm"月"d"日"',
};

/** Stands for a literal text while digits are filled in. */
const LITERAL = '\ue000';
const DAY = 86_400_000;
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const LAST_DAY = 2_958_466;
const DATE_PART = /\[h+\]|\[m+\]|\[s+\]|y+|m+|d+|h+|s+(?:\.0+)?|AM\/PM|上午\/下午|A\/P|"[^"]*"|\\.|_.|\*./giu;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'];

/** The format of a number: a built-in one, or the file's own. */
export function formatCode(id: number, own: ReadonlyMap<number, string>): string {
  return own.get(id) ?? BUILT_IN[id] ?? 'General';
}

/** Excel shows at most 11 significant digits where no format says otherwise; 0.1 + 0.2 is 0.3. */
function general(value: number): string {
  if (!Number.isFinite(value)) return '';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e21 || size < 1e-9)) return value.toExponential(5);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(11)));
}

/** Colours, conditions and languages in brackets say nothing; a currency in them does: [$¥-804]. */
function withoutBrackets(section: string): string {
  return section.replace(/\[\$([^\-\]]*)[^\]]*\]/gu, '"$1"').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/giu, '');
}

function isDate(section: string): boolean {
  const bare = section.replace(/"[^"]*"|\\.|_.|\*./gu, '');
  return /[ymdhs]/iu.test(bare) && !/[#0?]/u.test(bare.replace(/s\.0+/giu, ''));
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function showDatePart(part: string, date: Date, context: { minutes: boolean; noon: boolean; days: number }): string {
  const lower = part.toLowerCase();
  const hours = date.getUTCHours();
  if (lower.startsWith('[h')) return String(Math.floor(context.days * 24 + 1e-9));
  if (lower.startsWith('[m')) return String(Math.floor(context.days * 1440 + 1e-9));
  if (lower.startsWith('[s')) return String(Math.round(context.days * 86_400));
  if (lower.startsWith('y'))
    return lower.length > 2 ? String(date.getUTCFullYear()) : pad(date.getUTCFullYear() % 100, 2);
  if (lower.startsWith('m') && context.minutes) return pad(date.getUTCMinutes(), lower.length);
  if (lower.startsWith('m'))
    return lower.length > 2 ? (MONTHS[date.getUTCMonth()] ?? '') : pad(date.getUTCMonth() + 1, lower.length);
  if (lower.startsWith('d'))
    return lower.length > 2 ? (WEEKDAYS[date.getUTCDay()] ?? '') : pad(date.getUTCDate(), lower.length);
  if (lower.startsWith('h')) return pad(context.noon ? hours % 12 || 12 : hours, lower.length);
  if (lower.startsWith('s')) return pad(date.getUTCSeconds(), Math.min(2, lower.length));
  if (lower.startsWith('a') || lower.startsWith('上'))
    return /^a/iu.test(part) ? (hours < 12 ? 'AM' : 'PM') : hours < 12 ? '上午' : '下午';
  if (part.startsWith('"')) return part.slice(1, -1);
  return part.startsWith('\\') ? part.slice(1) : part.startsWith('_') ? ' ' : '';
}

function showDate(value: number, section: string, since1904: boolean): string {
  if (value < 0 || value > LAST_DAY) return general(value);
  const date = new Date((since1904 ? EPOCH_1904 : EPOCH_1900) + Math.round(value * 86_400) * (DAY / 86_400));
  const noon = /AM\/PM|上午\/下午|A\/P/iu.test(section);
  let last = '';
  return section.replace(DATE_PART, (part, at: number) => {
    const lower = part.toLowerCase();
    // m is minutes after an hour or before seconds.
    const minutes =
      lower.startsWith('m') &&
      (/^\[?h/u.test(last) || /^[^ymdh]*s/iu.test(section.slice(at + part.length).replace(/"[^"]*"/gu, '')));
    if (/^[[ymdhs]/u.test(lower)) last = lower;
    return showDatePart(part, date, { minutes, noon, days: value });
  });
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+(?!\d))/gu, ',');
}

function showNumber(value: number, section: string): string {
  const literal: string[] = [];
  const bare = section.replace(/"([^"]*)"|\\(.)|_(.)|\*(.)/gu, (_, quoted?: string, escaped?: string) => {
    literal.push(quoted ?? escaped ?? '');
    return LITERAL;
  });
  const pattern = /[#0?][#0?,]*(?:\.[#0?]*,*)?(?:E[+-]0+)?|\.[#0?]+/iu.exec(bare)?.[0];
  const percents = (bare.match(/%/gu) ?? []).length;
  const number = pattern === undefined ? '' : showPattern(value * 100 ** percents, pattern);
  let index = 0;
  const shown = pattern === undefined ? bare : bare.replace(pattern, () => number);
  return shown.replaceAll(LITERAL, () => literal[index++] ?? '').trim();
}

function showPattern(value: number, pattern: string): string {
  const [whole = '', rest = ''] = pattern.split(/E/iu)[0]?.split('.') ?? [];
  const fraction = rest.replace(/,+$/u, '');
  const most = fraction.length;
  const least = (fraction.match(/0/gu) ?? []).length;
  if (/E/iu.test(pattern))
    return value
      .toExponential(most)
      .replace(/e([+-])(\d)$/u, 'E$10$2')
      .replace('e', 'E');
  // Each comma at the end divides by a thousand.
  const thousands = /,+$/u.exec(pattern)?.[0].length ?? 0;
  const scaled = Math.abs(value) / 1000 ** thousands;
  // Half of a cent goes up, as on the screen: 1.005 is stored as 1.00499….
  const [digits = '0', decimals = ''] = Number(`${Math.round(Number(`${scaled}e${most}`))}e-${most}`)
    .toFixed(most)
    .split('.');
  const kept = decimals.replace(new RegExp(`0{0,${most - least}}$`, 'u'), '');
  const padded = digits.padStart((whole.match(/0/gu) ?? []).length, '0');
  const shown = /[#0?],[#0?]/u.test(whole) ? grouped(padded) : padded;
  return kept === '' ? shown : `${shown}.${kept}`;
}

/** A number as Excel shows it to a person: dates, percentages, thousands, currencies. */
export function showCell(value: number, code: string, since1904: boolean): string {
  const sections = code.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/u);
  const chosen = value < 0 && sections.length > 1 ? 1 : value === 0 && sections.length > 2 ? 2 : 0;
  const section = withoutBrackets(sections[chosen] ?? '');
  if (section === '' && sections.length > 1) return '';
  if (/general/iu.test(section) || section === '@' || section === '') return general(value);
  if (isDate(section)) return showDate(value, section, since1904);
  if (!/[#0?]/u.test(section.replace(/"[^"]*"|\\./gu, ''))) return showNumber(value, section);
  const shown = showNumber(Math.abs(value), section);
  return value < 0 && chosen === 0 ? `-${shown}` : shown;
}
