import { builder } from '../../graphql/builder.ts';

export const HandoffStateEnum = builder.enumType('HandoffState', {
  description: '转人工的状态 · State of a handoff.',
  values: {
    WAITING: { value: 'waiting', description: '等待接管 · Waits for an operator.' },
    HELD: { value: 'held', description: '坐席处理中 · Held by an operator.' },
    CLOSED: { value: 'closed', description: '已结束 · Over.' },
  },
});

export const HandoffReasonEnum = builder.enumType('HandoffReason', {
  description: '为何转人工 · Why a session went to a person.',
  values: {
    ASKED_FOR_HUMAN: { description: '客户要求人工 · The customer asked for a human.' },
    COMPLAINT: { description: '投诉 · Complaint.' },
    DANGER: { description: '危险：着火、漏电等 · Danger, such as fire or leaking current.' },
    LOW_CONFIDENCE: { description: '把握不足 · Confidence too low.' },
    EMPTY_KNOWLEDGE: { description: '知识库为空 · The knowledge base is empty.' },
    KNOWLEDGE_LOADING: { description: '知识库尚在载入 · The knowledge base is still loading.' },
    FORBIDDEN_TOPIC: { description: '企业规定由人回答的话题 · A topic only people may answer.' },
    SENSITIVE_WORD: { description: '敏感词 · A sensitive word.' },
    BLACKLISTED: { description: '受限客户 · A limited customer.' },
    RATE_LIMIT: { description: '当日发送额度用尽 · The daily limit is spent.' },
    PICTURE_ONLY: { description: '只有图片或文件 · Pictures or files only.' },
    MISSED_OFFLINE: { description: '离线期间错过 · Missed while offline.' },
    POSSIBLY_REPEATED: { description: '可能是重复读取的行 · Lines that may have been read before.' },
    UNDELIVERED: { description: '回复未能送达 · The answer could not be delivered.' },
    MODEL_FAILED: { description: '模型均不可用 · Every model failed.' },
    DEAD_LETTER: { description: '多次处理失败 · Handling failed three times.' },
    OPERATOR: { description: '坐席主动接管 · An operator stepped in.' },
    PHONE: { description: '有人在手机上回复 · A person answered on the phone.' },
  },
});
