const DATE = /(?<!\d)(20\d{2})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)|(\d{2})(\d{2})(?!\d))/gu;

/** The last date that a text names, as 2026-12-31; undefined when it names none. */
export function lastDate(text: string): string | undefined {
  const dates = [...text.matchAll(DATE)].map(([, year, month, day, shortMonth, shortDay]) =>
    [year, month ?? shortMonth, day ?? shortDay].map((part = '') => part.padStart(2, '0')).join('-'),
  );
  return dates.filter((date) => !Number.isNaN(Date.parse(date))).at(-1);
}

/** The day in China at a moment, as 2026-12-31. */
export function dayInChina(moment: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(moment);
}
