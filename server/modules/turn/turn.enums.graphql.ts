import { builder } from '../../graphql/builder.ts';

export const TurnStateEnum = builder.enumType('TurnState', {
  description: '一轮的状态 · State of a turn.',
  values: {
    OPEN: { value: 'open', description: '收集消息或处理中 · Collects lines, or is worked on.' },
    HELD: { value: 'held', description: '等待人处理 · Waits for a person.' },
    SETTLED: { value: 'settled', description: '已有结果 · Has its outcome.' },
  },
});

export const OutcomeEnum = builder.enumType('Outcome', {
  description: '一轮的结果 · How a turn ended.',
  values: {
    REPLIED: { value: 'replied', description: '已回复 · Answered by the model.' },
    CLARIFIED: { value: 'clarified', description: '已反问 · Asked back.' },
    HANDED_OFF: { value: 'handed_off', description: '已转人工 · Handed to a person.' },
    ANSWERED_BY_HUMAN: { value: 'answered_by_human', description: '由人回答 · Answered by a person.' },
    SUPPRESSED_BY_RULE: { value: 'suppressed_by_rule', description: '按规则不答 · Kept silent by a rule.' },
    NO_REPLY_NEEDED: { value: 'no_reply_needed', description: '无需回复 · Needed no answer.' },
    CLOSED: { value: 'closed', description: '未答即关闭 · Closed without an answer.' },
    DEAD_LETTER: { value: 'dead_letter', description: '多次失败，可重试 · Failed three times; can be retried.' },
  },
});
