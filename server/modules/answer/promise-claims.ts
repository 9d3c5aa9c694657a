import { isQuestion } from '../dialog/question.ts';
import type { Claim } from './claim.ts';

/** Ways to promise the same; an answer may use one when the evidence uses any of its family. */
const FAMILIES: readonly RegExp[] = [
  /保证|承诺|确保|担保|包您/u,
  /(?:一定|肯定|必定|绝对)(?:会|能|可以|给|是|没|不)|绝对|百分百|百分之百|万无一失/u,
  /(?<![不非没])免费|不收(?:取)?(?:任何)?费|不要钱|免收|无需(?:支付|付费)|不另收|不用(?:付费|花钱|出钱)|白送|赠送|附赠|(?<!运|配|派|发|寄|推)送您/u,
  /(?<!不)包邮|免(?:运费|邮)/u,
  /全额退|全退/u,
  /包退|包换|假一赔|无理由|无条件/u,
  /赔偿|赔付|补偿|赔您|理赔/u,
  /终身|永久|终生|一辈子/u,
  /返现|红包|优惠券|立减|满减|打折|赠品/u,
  /当天|当日|次日|隔天|第二天|隔日|即日/u,
];
/** Says that something was or will be done, which the answerer cannot do. */
const DEED =
  /(?:已经?|马上|立即|立刻|稍后|这就|正在|现在就)(?:帮|为|给|替)(?:您|你)(?!转)|(?:帮|为|给|替)(?:您|你)(?:登记|提交|申请|备注|安排|下单|退款|催促|核实|查询|反馈|记录)(?:好|了|过|完)/u;

const NEGATION =
  '不(?!仅|但|光|只|同|管|妨|断)|没有?|无法|无需|无须|未|非|勿|禁止|不能|不可|不会|不予|不得|不用|不必|不需要?|无';
const PREDICATE =
  '支持|提供|包含|包括|需要|可以|能够|能|影响|收费|保修|适用|兼容|允许|接受|参与|开具|享受|适合|叠加|通用|退换|退货|退款|收取|属于|承担|负责|必须';
const ASSERTION = new RegExp(
  `(${NEGATION})?(?:再|予|被|另外|单独|直接|同时)?(${PREDICATE})(\\p{Script=Han}{0,2})`,
  'gu',
);
const CAN = /^(?:可以|能够|能)$/u;
const CHOICE = /是否|(?:支不支持|能不能|可不可以|需不需要|会不会|要不要|有没有)/u;

/** Promises of a sentence, by family. */
export function promiseClaims(sentence: string): Claim[] {
  const claims = FAMILIES.flatMap((family, index): Claim[] => {
    const match = family.exec(sentence);
    return match ? [{ kind: 'promise', text: match[0], keys: [`family:${index}`] }] : [];
  });
  const deed = DEED.exec(sentence);
  return deed ? [...claims, { kind: 'promise', text: deed[0], keys: ['deed'] }] : claims;
}

/** Families of promises a text makes. */
export function promisesOf(text: string): Set<string> {
  const made = FAMILIES.flatMap((family, index) => (family.test(text) ? [`family:${index}`] : []));
  return new Set(DEED.test(text) ? [...made, 'deed'] : made);
}

/** What a text asserts or denies: 不支持退货 is `no:支持:退货`. Questions assert nothing. */
export function assertionsOf(sentences: readonly string[]): Map<string, string> {
  const assertions = new Map<string, string>();
  for (const sentence of sentences) {
    if (isQuestion(sentence) || CHOICE.test(sentence)) continue;
    for (const [text, negation, predicate = '', object = ''] of sentence.matchAll(ASSERTION)) {
      if (Array.from(object).length < 2) continue;
      const name = CAN.test(predicate) ? '能' : predicate;
      assertions.set(`${negation === undefined ? 'yes' : 'no'}:${name}:${object}`, text);
    }
  }
  return assertions;
}

/** Assertions of a sentence that the ground only denies, and denials of what it only asserts. */
export function turnedRound(sentence: string, ground: ReadonlyMap<string, string>): Claim[] {
  return [...assertionsOf([sentence])].flatMap(([key, text]): Claim[] => {
    const opposite = key.startsWith('yes:') ? `no:${key.slice(4)}` : `yes:${key.slice(3)}`;
    return ground.has(opposite) && !ground.has(key) ? [{ kind: 'polarity', text, keys: [key] }] : [];
  });
}
