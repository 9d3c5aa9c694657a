import { moment } from './record-defaults.ts';
import type { Person, SessionRecord } from './scripted-records.ts';
import type { ScriptedHub } from './scripted-hub.ts';

const MINUTE = 60_000;

const EVIDENCE = [
  {
    id: '9001',
    documentId: '91',
    documentName: '交流桩故障代码手册 V3.2',
    heading: '2.1 接地类',
    page: 14,
    text: 'E03 接地异常：断开上级空开，等待 30 秒后合闸。若再次出现，停止使用并安排上门检测接地电阻。',
    score: 0.93,
  },
  {
    id: '9002',
    documentId: '92',
    documentName: '安装与接地规范',
    heading: '4.3',
    page: 8,
    text: '雨后出现接地告警，先停用并挂牌，不得反复合闸。',
    score: 0.78,
  },
];
const CITATIONS = [
  { sentence: '梁经理您好，E03 是接地异常。', evidenceId: '9001' },
  { sentence: '如果还是报 E03，请停用并挂牌，不要反复合闸，我们安排上门检测。', evidenceId: '9002' },
];
const TRACE = {
  thresholds: { clarify: 0.55, reply: 0.75 },
  confidence: { value: 0.86, features: { selfShare: 0.91, queryCoverage: 0.88, margin: 0.31 } },
  attempts: [{ provider: 'deepseek', model: 'deepseek-chat', milliseconds: 1904 }],
  milliseconds: { gather: 3, identify: 1.2, applyRules: 0.4, recall: 0.3, retrieve: 14, generate: 1904, check: 6 },
  kind: 'business',
  model: { provider: 'deepseek', name: 'deepseek-chat', verbatim: false, tokens: 596 },
  check: { verdict: 'sound', removed: [] },
  promptVersion: 'v14',
  query: '3 号楼那台桩充不上 E03',
};

/** A session with every kind of line: answered, handed off for a danger word, voided, held by an operator. */
export function addMine(hub: ScriptedHub, lin: Person): SessionRecord {
  const customer = {
    name: '梁志远',
    level: 'WHITE' as const,
    score: 82,
    satisfactionPart: 0.875,
    activityPart: 0.7,
    valuePart: 0.867,
    state: 'REPURCHASE' as const,
    totalMessages: 143,
    meanSatisfaction: 4.6,
  };
  const session = hub.addSession({ customer, session: { kind: 'business', summary: '3 号楼充电桩夜间限时怎么设' } });
  const earlier = hub.addSession({
    customer,
    session: {
      status: 'CLOSED',
      closedAt: moment(-86_400_000),
      createdAt: moment(-90_000_000),
      resolution: 'SOLVED',
      resolvedBy: 'AI',
      satisfaction: 5,
      turnCount: 3,
    },
  });
  earlier.customer = session.customer;
  const at = (minutes: number): string => moment(-minutes * MINUTE);
  const line = hub.say(session, {
    content: '你好，我们小区 3 号楼那台桩今天早上开始充不上了，屏幕上是 E03',
    receivedAt: at(12),
  });
  const answer = hub.bubble(
    session,
    {
      text: '梁经理您好，E03 是接地异常。请先断开这台桩的上级空开，等 30 秒再合上。如果还是报 E03，请停用并挂牌，不要反复合闸，我们安排上门检测。',
    },
    { receivedAt: at(11.9), confidence: 0.86 },
  );
  hub.turn(session, [line, answer], {
    confidence: 0.86,
    latencyMs: 2130,
    tokensTotal: 596,
    evidence: EVIDENCE,
    citations: CITATIONS,
    trace: TRACE,
  });
  const worry = hub.say(session, {
    content: '空开拉过了，还是 E03。\n上周刚下过大雨，会不会漏电啊？旁边就是儿童游乐区',
    receivedAt: at(9),
  });
  hub.turn(session, [worry], {
    outcome: 'HANDED_OFF',
    handoffReason: 'DANGER',
    latencyMs: 31,
    trace: { rules: { rule: 'DANGER', words: '漏电' }, milliseconds: { gather: 3, applyRules: 0.4 } },
  });
  hub.bubble(
    session,
    { text: '这个情况需要同事马上处理，已经帮您转接。请先不要靠近和触碰桩体。', origin: 'NOTICE' },
    { receivedAt: at(8.9) },
  );
  hub.bubble(
    session,
    { text: '您也可以检查一下接地线是否松动…', state: 'VOID', voidReason: 'TAKEN_OVER' },
    { receivedAt: at(8.8) },
  );
  hub.handOff(session, { reason: 'DANGER', detail: '漏电', priority: 2, waitedMs: 60_000 });
  Object.assign(session.room, { requestedBy: lin });
  hub.confirm(session);
  session.room.ownerSince = at(6.2);
  hub.bubble(
    session,
    {
      text: '梁经理您好，我是售后林珊。请先断开 3 号桩的空开，挂上停用牌，旁边拉一下警戒线。工程师今天下午可以到。',
      origin: 'OPERATOR',
    },
    { user: lin, sender: lin.name, receivedAt: at(6) },
  );
  hub.say(session, { content: '好的，已经断开了。\n订单号 HT20240611008，这台还在保吗？', receivedAt: at(3) });
  hub.bubble(
    session,
    { text: '在保的，保修到 2026 年 6 月 11 日，这次上门不收费。', origin: 'OPERATOR', state: 'TYPED' },
    { user: lin, sender: lin.name, receivedAt: at(1) },
  );
  hub.bubble(
    session,
    { text: '王工 16:30 左右到，到之前给您打电话。', origin: 'OPERATOR', state: 'QUEUED' },
    { user: lin, sender: lin.name, receivedAt: at(0.9) },
  );
  session.unread = 0;
  return session;
}
