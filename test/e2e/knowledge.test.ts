import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodesOf } from '../graphql/support/hub-client.ts';
import { HOSTILE_ZIPS } from '../ports/document-reader/files/hostile-zips.ts';
import { pictureNamed } from '../ports/ocr/pictures.ts';
import { databaseKinds } from '../support/database.ts';
import { answeredTurns, Customer } from '../support/shop/customer.ts';
import { handbook, questions, scannedPdf, stripsOfPage, terms } from '../support/shop/shop-files.ts';
import { ShopKnowledge, type ToldVersion } from '../support/shop/shop-knowledge.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { BundledAgent } from '../support/whole/bundled-agent.ts';
import { textOf } from '../support/whole/text-of.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';

const FAQ = '常见问题.xlsx';
const OLD_FEE = '星河会员年费为199元，含两次上门检修。';
const NEW_FEE = '星河会员年费为259元，含四次上门检修。';
const LIST = '客户名单.xlsx';
const UNKNOWN = '店里的鹦鹉叫什么名字';
const GAPS = `{ knowledgeGaps(first: 20) { edges { node { question count } } } }`;
/** Customers who ask all the time while the knowledge changes. */
const ASKERS = 4;
const FEE = '星河会员年费是多少';
/** Rows that differ in each version, so that an answer from half of each would show. */
const faqOf = (fee: string, year: number): Uint8Array =>
  questions([
    [FEE, fee],
    ['星河会员年费怎么缴纳', `${year}年起在小程序缴纳星河会员年费。`],
    ['星河会员年费可以退吗', `${year}年起星河会员年费不可退。`],
    ['7kW充电桩的上门安装费是多少', '7kW充电桩上门安装费为460元。'],
    ['11kW充电桩的上门安装费是多少', '11kW充电桩上门安装费为690元。'],
  ]);

function customerList(): Uint8Array {
  return questions([
    ['李女士的安装进度', '李女士，电话13812345678，排期下周三。'],
    ['赵先生的安装进度', '赵先生，电话139-8765-4321，已完工。'],
  ]);
}

/** How each file ended, with the code of a refusal. */
function ends(told: readonly ToldVersion[]): Record<string, string> {
  const ended = told.filter(({ state }) => state !== 'IMPORTING');
  return Object.fromEntries(ended.map(({ fileName, state, error }) => [fileName, `${state} ${error}`.trim()]));
}

describe.each(databaseKinds())('the knowledge of a shop on %s', (kind) => {
  let world: WholeWorld;
  let agent: BundledAgent;
  let knowledge: ShopKnowledge;
  let told: readonly ToldVersion[] = [];
  let customers = 0;
  const customer = (): Customer => new Customer(`顾客${(customers += 1)}`, agent, world.admin);

  beforeAll(async () => {
    world = await WholeWorld.start({ kind });
    knowledge = new ShopKnowledge(world.admin.client);
    agent = await world.agent('门店微信');
  });
  afterAll(() => world.remove());

  it('comes in from Word, Excel, PDF and scanned paper, shown live; a hostile file among them harms nobody', async () => {
    const bomb = HOSTILE_ZIPS.find(({ what }) => what === 'a bomb that says it is small');
    const [, binding = Buffer.alloc(0)] = await stripsOfPage();
    const { pid } = world.hub;
    told = await knowledge.bringIn([
      { fileName: '使用手册.docx', content: handbook() },
      { fileName: '供应商来信.docx', content: bomb?.bytes() ?? '' },
      { fileName: FAQ, content: faqOf(OLD_FEE, 2025) },
      { fileName: '租赁条款.pdf', content: terms() },
      { fileName: LIST, content: customerList() },
      { fileName: '纸质说明书.pdf', content: await scannedPdf([pictureNamed('label.jpg'), binding]) },
    ]);
    expect(ends(told)).toEqual({
      '使用手册.docx': 'PUBLISHED',
      '供应商来信.docx': 'REFUSED HOSTILE_FILE',
      [FAQ]: 'PUBLISHED',
      '租赁条款.pdf': 'PUBLISHED',
      [LIST]: 'HELD',
      '纸质说明书.pdf': 'PUBLISHED',
    });
    const recognised = told.filter(({ fileName, stage }) => fileName === '纸质说明书.pdf' && stage === 'RECOGNISING');
    // Pages are told at most once a second: on a fast machine not each of them.
    expect(recognised.map(({ done }) => done)).toContain(0);
    expect([world.hub.alive(), world.hub.pid]).toEqual([true, pid]);
  });

  it('holds a list of customers back until a person has looked at what was found', async () => {
    const held = told.findLast(({ fileName }) => fileName === LIST);
    expect(held?.findings).toEqual(['PHONE 138******78', 'PHONE 139******21']);
    expect((await customer().ask('李女士的安装进度')).said).not.toContain('排期');
    await knowledge.publish(held?.id ?? '');
    expect((await customer().ask('李女士的安装进度')).said).toContain('排期下周三');
  });

  it('answers what stands on scanned paper, in a table, and what a follow-up means, each with its source', async () => {
    const [paper, row, unknown] = await Promise.all(
      ['绑定模式多久自动退出', 'XH-11的枪线有多长', UNKNOWN].map((question) => customer().ask(question)),
    );
    expect(paper?.said).toContain('3分钟内没有操作');
    expect(paper?.sources[0]).toMatchObject({ documentName: '纸质说明书.pdf', page: 2 });
    expect(row?.said).toMatch(/型号：XH-11，功率：11kW，枪线长度：6\.8米，重量：/u);
    expect(row?.sources[0]).toMatchObject({ documentName: '使用手册.docx' });
    expect(unknown).toMatchObject({ outcome: 'HANDED_OFF', handoffReason: 'LOW_CONFIDENCE' });
    const asking = customer();
    expect((await asking.ask('7kw的上门安装费多少')).said).toBe('7kW充电桩上门安装费为460元。');
    expect((await asking.ask('那11kw的呢')).said).toBe('11kW充电桩上门安装费为690元。');
  });

  it('changes wholly while questions are asked, and goes back at once', async () => {
    const stop = new AbortController();
    const asked: string[] = [];
    const ask = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const { name } = customer();
        asked.push(name);
        await agent.say(name, FEE);
        await waitUntil(() => agent.typed(name).length > 0, { for: 'an answer' });
      }
    };
    const asking = Promise.all(Array.from({ length: ASKERS }, ask));
    await waitUntil(() => agent.typed(asked[0] ?? '').length > 0);
    const changed = await knowledge.bringIn([{ fileName: FAQ, content: faqOf(NEW_FEE, 2026) }]);
    expect(ends(changed)).toEqual({ [FAQ]: 'PUBLISHED' });
    expect((await customer().ask(FEE)).said).toBe(NEW_FEE);
    stop.abort();
    await asking;
    const answers = await answersTo(asked);
    expect(new Set(answers.map(({ said }) => said))).toEqual(new Set([OLD_FEE, NEW_FEE]));
    for (const { said, sources } of answers) {
      const others = sources.filter(({ documentName, text }) => documentName === FAQ && text.includes('年起'));
      const year = said === OLD_FEE ? '2025年起' : '2026年起';
      expect(others.filter(({ text }) => !text.startsWith(year))).toEqual([]);
    }
    await knowledge.rollback(told.find(({ fileName }) => fileName === FAQ)?.id ?? '');
    expect((await customer().ask(FEE)).said).toBe(OLD_FEE);
  });

  it('lists what nobody could answer', async () => {
    const gap = await waitUntil(
      async () =>
        nodesOf((await world.admin.client.ask(GAPS))['knowledgeGaps']).find(
          ({ question }) => textOf(question) === UNKNOWN,
        ),
      { for: 'the gap' },
    );
    expect(gap).toMatchObject({ count: 1 });
  });

  it('leaves a history without a fault', async () => {
    await world.rest();
    expect(await world.violations()).toBe('');
  });

  async function answersTo(names: readonly string[]) {
    const sessions = await world.admin.sessions();
    const ids = new Map(sessions.map((session) => [textOf(session['customer']?.['name']), textOf(session['id'])]));
    return Promise.all(
      names.map((name) => waitUntil(async () => (await answeredTurns(world.admin, ids.get(name) ?? ''))[0])),
    );
  }
});
