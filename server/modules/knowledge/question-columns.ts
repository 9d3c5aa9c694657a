/** Which columns of a table hold what. */
export interface QuestionColumns {
  readonly question: readonly number[];
  readonly answer: readonly number[];
  readonly phrasings: readonly number[];
  readonly heading: readonly number[];
  readonly expiry: readonly number[];
}

/** Names a column may carry; digits, stars and remarks in brackets do not matter: 相似问1, 问题*, 答案（必填）. */
const COLUMN_NAMES: Readonly<Record<keyof QuestionColumns, string>> = {
  question:
    '问题 标准问 标准问题 标准问法 主问题 主问 常见问题 常问问题 客户问题 用户问题 顾客问题 买家问题 客户问 用户问 问法 问句 提问 问 问题内容 问题描述 问题标题 知识标题 question questions standardquestion faqquestion q title 标题 faq',
  answer:
    '答案 回答 答复 应答 标准答案 标准回答 标准答复 参考答案 参考回答 回复 标准回复 参考回复 话术 回复话术 标准话术 参考话术 客服话术 解答 答 答案内容 回答内容 回复内容 答案描述 answer answers standardanswer a reply response 内容',
  phrasings:
    '相似问 相似问题 相似问法 相似说法 其他问法 其它问法 其他问题 其他说法 扩展问 扩展问题 扩展问法 同义问 同义问法 同义问题 近似问 近似问题 问题变体 similar similarquestion similarquestions phrasings otherphrasings otherquestions alternativequestions aliases alias variants variant',
  heading:
    '分类 类别 目录 主题 类目 问题分类 问题类型 问题类别 知识分类 所属分类 一级分类 二级分类 三级分类 业务类型 category categories heading section topic type',
  expiry:
    '失效日期 失效时间 过期日期 过期时间 到期日期 到期时间 截止日期 截止时间 有效期 有效期至 有效日期 下线时间 下线日期 结束日期 结束时间 expiry expires expirydate expiresat expirationdate validuntil validto enddate',
};
const KINDS = Object.keys(COLUMN_NAMES) as (keyof QuestionColumns)[];
const NAMES = new Map(KINDS.flatMap((kind) => COLUMN_NAMES[kind].split(' ').map((name) => [name, kind] as const)));
const REMARK = /[([【][^()[\]【】]{0,40}[)\]】]/gu;
const BESIDE_NAME = /[\s_*:：-]+|\d+$/gu;

/** The columns that a row names; undefined when it does not name question and answer. */
export function questionColumns(header: readonly string[]): QuestionColumns | undefined {
  const columns: Record<keyof QuestionColumns, number[]> = {
    question: [],
    answer: [],
    phrasings: [],
    heading: [],
    expiry: [],
  };
  header.forEach((cell, index) => {
    const plain = cell.normalize('NFKC').toLowerCase().replace(REMARK, '').replace(BESIDE_NAME, '');
    const kind = NAMES.get(plain);
    if (kind) columns[kind].push(index);
  });
  return columns.question.length > 0 && columns.answer.length > 0 ? columns : undefined;
}
