import { moment } from './record-defaults.ts';
import type { ScriptedHub } from './scripted-hub.ts';

/** An ordinary week's care of the knowledge: gaps, two entries against each other, and what a tried question finds. */
export function addCare(hub: ScriptedHub): void {
  const { knowledge } = hub;
  const asked = (question: string, minutes: number) => ({ question, at: moment(-minutes * 60_000) });
  knowledge.gaps.push(
    {
      id: hub.id(),
      question: 'E03 断电后还是报，要不要收上门费？',
      count: 31,
      samples: [asked('还是 E03 收费吗', 12), asked('过保上门多少钱', 90)],
      lastAt: moment(-720_000),
      state: 'OPEN',
    },
    {
      id: hub.id(),
      question: '直流桩投标要哪些资质文件？',
      count: 18,
      samples: [asked('招标资质', 200)],
      lastAt: moment(-86_400_000),
      state: 'OPEN',
    },
  );
  const [manual, rules] = knowledge.documents;
  if (!manual || !rules) throw new Error('the sample has no documents');
  const passage = (document: object, heading: string, page: number, answer: string) => ({
    id: hub.id(),
    heading,
    page,
    answer,
    question: '接地电阻要多少',
    position: page,
    phrasings: [],
    version: { id: hub.id(), number: 1, document },
  });
  knowledge.contradictions = [
    {
      difference: 'NUMBERS',
      likeness: 0.97,
      a: passage(manual, '2.1 接地类', 14, '接地电阻不大于 4 Ω。'),
      b: passage(rules, '4.3', 8, '接地电阻不大于 10 Ω。'),
    },
  ];
  const hit = (document: { name: string }, more: object) => ({
    chunk: { id: hub.id() },
    document,
    documentName: document.name,
    question: '',
    page: 14,
    vectorScore: 0.4,
    meaningScore: null,
    missing: ['雨天'],
    queryCoverage: 0.72,
    ...more,
  });
  knowledge.tried = () => ({
    route: 'REPLIED',
    reason: 'ABOVE_REPLY',
    confidence: 0.83,
    clarifyThreshold: 0.55,
    replyThreshold: 0.75,
    hits: [
      hit(manual, {
        heading: '2.1 接地类',
        answer: 'E03 接地异常：断开上级空开，等待 30 秒后合闸。',
        score: 0.91,
        keywordScore: 14.2,
        meaningScore: 0.88,
        matched: ['e03', '接地'],
      }),
      hit(rules, {
        heading: '4.3',
        page: 8,
        answer: '雨后出现接地告警，先停用并挂牌，测接地电阻不大于 4 Ω。',
        score: 0.79,
        keywordScore: 9.1,
        matched: ['接地', '接地电阻'],
      }),
    ],
  });
}
