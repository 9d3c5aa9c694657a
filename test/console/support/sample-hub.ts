import { moment } from './record-defaults.ts';
import { addCare } from './sample-care.ts';
import { addMine } from './sample-held-session.ts';
import { ScriptedHub } from './scripted-hub.ts';
import type { Person, SessionRecord } from './scripted-records.ts';

const MINUTE = 60_000;

export interface SampleHub {
  readonly hub: ScriptedHub;
  readonly lin: Person;
  readonly chen: Person;
  /** Waiting, overdue, for a danger word. */
  readonly danger: SessionRecord;
  /** Waiting with time left, a group. */
  readonly group: SessionRecord;
  /** Held by 林珊, with every kind of line and delivery state. */
  readonly mine: SessionRecord;
  /** Answered by the model, with a long record. */
  readonly model: SessionRecord;
  /** Held by 陈默. */
  readonly other: SessionRecord;
}

/** A hub in the middle of an ordinary afternoon. */
export function sampleHub(): SampleHub {
  const hub = new ScriptedHub();
  const lin = hub.addPerson({
    name: '林珊',
    email: 'lin@example.com',
    role: 'ADMIN',
    password: 'correct horse battery',
  });
  const chen = hub.addPerson({
    name: '陈默',
    email: 'chen@example.com',
    role: 'OPERATOR',
    password: 'another long password',
  });
  addAgents(hub);
  addKnowledge(hub);
  addCare(hub);
  addQuiet(hub);
  const model = addModelSession(hub);
  const other = addOther(hub, chen);
  const mine = addMine(hub, lin);
  const { danger, group } = addWaiting(hub);
  return { hub, lin, chen, danger, group, mine, model, other };
}

function addKnowledge({ knowledge }: ScriptedHub): void {
  const codes = { folder: '故障代码' };
  knowledge.add({ name: '交流桩故障代码手册.md', chunkCount: 318, document: codes });
  knowledge.add({
    name: '安装与接地规范.pdf',
    chunkCount: 94,
    document: { folder: '安装规范' },
    version: { pages: 46 },
  });
  knowledge.add({ name: '常见问题.csv', chunkCount: 74 });
  const expiresAt = moment(8 * 24 * 60 * MINUTE);
  knowledge.add({ name: '2023 款控制板召回说明.pdf', chunkCount: 11, document: { ...codes, expiresAt } });
}

function addAgents(hub: ScriptedHub): void {
  hub.addAgent({ name: '苏州-02', cpuPercent: 44, memoryPercent: 63, pendingReplies: 2 }, [{ name: '澄川售后小川' }]);
  hub.addAgent(
    {
      name: '合肥-02',
      status: 'OFFLINE',
      connected: false,
      lastHeartbeatAt: moment(-252_000),
      cpuPercent: 96,
      memoryPercent: 88,
      pendingReplies: 3,
    },
    [{ name: '澄川合肥售后', sentToday: 131 }],
  );
  hub.addAgent({ name: '无锡-01', lastHeartbeatAt: moment(-6000), cpuPercent: 22, memoryPercent: 61 }, [
    { name: '澄川无锡', state: 'WINDOW_MINIMIZED', sentToday: 97 },
  ]);
  hub.addAgent({ name: '南京-01', lastHeartbeatAt: moment(-14_000), cpuPercent: 9, memoryPercent: 44 }, [
    { name: '澄川南京', state: 'NOT_LOGGED_IN', sentToday: 0 },
  ]);
  hub.addAgent({ name: '备用-01', paused: true, cpuPercent: 4, memoryPercent: 38 });
}

function addQuiet(hub: ScriptedHub): void {
  const names = [
    '赵一鸣',
    '新峰汽贸 · 采购部',
    '马春燕',
    '黄伟',
    '陆明轩',
    '何家乐',
    '周敏',
    '钱进',
    '孔令辉',
    '曹雪',
    '严冬',
    '华林',
    '金鑫',
    '魏然',
    '陶喆',
    '姜山',
    '戚薇',
    '谢安',
    '邹平',
    '喻言',
  ];
  names.forEach((name, index) => {
    const level = index === 1 ? 'WHITE' : index === 3 ? 'BLACK' : 'GRAY';
    const session = hub.addSession({ customer: { name, level } });
    const at = moment(-(index + 2) * 4 * MINUTE);
    hub.say(session, { content: '枪线有多长，能换长一点的吗', receivedAt: at });
    if (index % 2 === 0) hub.bubble(session, { text: '枪线标配 5 米，可选 7 米，选配加价 ¥180。' }, { receivedAt: at });
    session.unread = index === 2 ? 1 : 0;
  });
}

function addModelSession(hub: ScriptedHub): SessionRecord {
  const session = hub.addSession({ customer: { name: '吴晓蕾', level: 'GRAY', state: 'NEW' } });
  for (let index = 0; index < 120; index += 1) {
    const receivedAt = moment(-(240 - index) * MINUTE);
    if (index % 2 === 0)
      hub.say(session, { content: `第 ${index / 2 + 1} 个问题：充电桩可以装在地下车库吗`, receivedAt });
    else hub.bubble(session, { text: '可以，需要物业同意并预留 220V 电源。' }, { receivedAt });
  }
  session.unread = 0;
  return session;
}

function addOther(hub: ScriptedHub, chen: Person): SessionRecord {
  const session = hub.addSession({
    customer: { name: '郑可欣', level: 'WHITE' },
    room: { owner: 'HUMAN', ownerUser: chen, ownerSince: moment(-4 * MINUTE) },
  });
  hub.say(session, { content: '发票抬头改成「苏州沐岚酒店管理有限公司」', receivedAt: moment(-11 * MINUTE) });
  hub.bubble(
    session,
    { text: '好的，已经登记，今天下班前发到您邮箱。', origin: 'OPERATOR' },
    { user: chen, sender: chen.name, receivedAt: moment(-3 * MINUTE) },
  );
  session.unread = 0;
  return session;
}

function addWaiting(hub: ScriptedHub): { danger: SessionRecord; group: SessionRecord } {
  const danger = hub.addSession({ customer: { name: '许文静' } });
  hub.say(danger, { content: '桩上面冒了一下烟，我把枪拔了，现在怎么办？' });
  hub.handOff(danger, { reason: 'DANGER', detail: '冒烟', priority: 2, waitedMs: 134_000 });
  const price = hub.addSession({ customer: { name: '孙立群', level: 'WHITE' } });
  hub.say(price, { content: '120kW 直流桩 12 台，含税到合肥什么价？月底要投标' });
  hub.handOff(price, { reason: 'FORBIDDEN_TOPIC', detail: '报价', priority: 1, waitedMs: 96_000 });
  const group = hub.addSession({ customer: { name: '张师傅' }, room: { kind: 'GROUP', name: '顺达物流车队群' } });
  hub.say(group, { content: '@澄川客服 转人工，机器人说的我看不懂', sender: '张师傅' });
  hub.handOff(group, { reason: 'ASKED_FOR_HUMAN', waitedMs: 20_000 });
  return { danger, group };
}
