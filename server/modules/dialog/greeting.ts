import { toSimplified } from '../knowledge/simplified-chinese.ts';

const GREETING =
  /^(?:(?:你|您|大家)好[呀啊哇]?|哈喽|哈罗|hello|hi|hey|嗨|在吗|在么|在不在?|有人吗|有人在吗|亲|客服|老板|早上?好?|上午好|中午好|下午好|晚上好|早安)+$/iu;
const SEPARATORS = /[\s,，.。!！?？~～、]+/gu;

/** Whether a text greets and says nothing else: 你好, 在吗, 有人吗. */
export function isGreeting(text: string): boolean {
  const said = toSimplified(text.normalize('NFKC')).replace(SEPARATORS, '');
  return said !== '' && said.length <= 12 && GREETING.test(said);
}
