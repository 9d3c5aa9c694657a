import { expect, it } from 'vitest';
import { ownWordsText, typedOwnWords } from '../../console/composables/knowledge/own-words-text.ts';

it('reads own words as they are typed, and writes them so that they are read the same', () => {
  const typed = {
    synonyms: ' 电瓶  电池\t\n\n大 Y、Model Y ，特斯拉\n单个',
    fillers: '老铁 那什么\n你懂的、pls help ',
  };
  const words = {
    synonyms: [['电瓶', '电池'], ['大 Y', 'Model Y', '特斯拉'], ['单个']],
    fillers: ['老铁', '那什么', '你懂的', 'pls help'],
  };
  expect(typedOwnWords(typed)).toEqual(words);
  const shown = ownWordsText(words);
  expect(shown.synonyms.split('\n')).toEqual(['电瓶 电池', '大 Y、Model Y、特斯拉', '单个']);
  expect(typedOwnWords(shown)).toEqual(words);
  expect(typedOwnWords({ synonyms: ' \n', fillers: '' })).toEqual({ synonyms: [], fillers: [] });
  const single = { synonyms: [['a b', 'c']], fillers: ['pls help'] };
  expect(typedOwnWords(ownWordsText(single))).toEqual(single);
});
