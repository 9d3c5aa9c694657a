import { describe, expect, it } from 'vitest';
import { createI18n } from 'vue-i18n';
import { en } from '../../console/locales/en.ts';
import { zhCN } from '../../console/locales/zh-cn.ts';

function flatten(node: object, path = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    const at = path ? `${path}.${key}` : key;
    if (typeof value === 'string') texts.set(at, value);
    else if (typeof value === 'object' && value !== null)
      for (const [inner, text] of flatten(value, at)) texts.set(inner, text);
  }
  return texts;
}

const chinese = flatten(zhCN);
const english = flatten(en);
const places = (text: string): string[] =>
  Array.from(text.matchAll(/\{(\w+)\}/g), (match) => match[1] ?? '').toSorted();

describe('the two languages', () => {
  it('have the same texts', () => {
    expect([...english.keys()].toSorted()).toEqual([...chinese.keys()].toSorted());
    expect(chinese.size).toBeGreaterThan(300);
  });

  it('fill the same places', () => {
    const different = [...chinese].filter(
      ([key, text]) => places(text).join() !== places(english.get(key) ?? '').join(),
    );
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it.each([
    ['zh-CN', chinese],
    ['en', english],
  ] as const)('read as written once their places are filled: %s', (locale, texts) => {
    const { global } = createI18n({ legacy: false, locale, messages: { 'zh-CN': zhCN, en } });
    const values = Object.fromEntries([...texts.values()].flatMap(places).map((place) => [place, `<${place}>`]));
    const wrong = [...texts].filter(([key, text]) => {
      const expected = text.replaceAll(/\{(\w+)\}/g, '<$1>').replaceAll("{'@'}", '@');
      return global.t(key, values) !== expected;
    });
    expect(wrong).toEqual([]);
  });

  it('keep to the house’s manner of writing', () => {
    const exclaiming = [...chinese, ...english].filter(([, text]) => /[!！]/.test(text)).map(([key]) => key);
    const boasting = [...chinese].filter(([, text]) => text.includes('成功')).map(([key]) => key);
    const pleading = [...chinese].filter(
      ([key, text]) => /\.(submit|confirm|retry|take|send|resolve)$/.test(key) && text.startsWith('请'),
    );
    expect([exclaiming, boasting, pleading]).toEqual([[], [], []]);
  });

  it('leave a space between Han and Latin or digits', () => {
    const tight = [...chinese].filter(([, text]) =>
      /[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]/.test(text.replaceAll(/\{\w+\}/g, '')),
    );
    expect(tight.map(([key]) => key)).toEqual([]);
  });
});
