import type { Texts } from '../zh-cn.ts';

export const calibration: Texts['calibration'] = {
  title: 'Confidence',
  failed: 'The figures on confidence could not be read',
  thresholds: 'The two thresholds',
  clarifyFrom: 'Asks back from this confidence',
  replyFrom: 'Replies from this confidence',
  below: 'Below {value} handed off',
  between: 'asks back',
  above: 'From {value} replies',
  automatic: 'Answered by AI',
  clarify: 'Asked back',
  handoff: 'Handed off',
  precision: 'AI answers right',
  measured: 'Played on the last {turns} turns, {labelled} of them with a known result.',
  estimated:
    'Played on the last {turns} turns. Only {labelled} have a known result, so the share of right answers is estimated from confidence itself.',
  noHistory:
    'There is no history to play on yet. Once customers have asked, this shows what other thresholds would do.',
  save: 'Put these in force',
  reset: 'Back to those in force',
  saved: 'The new thresholds hold from the next turn on',
  notSaved: 'The thresholds are unchanged, try again',
  adminOnly: 'Only an admin can change the thresholds.',
  diagram: 'What was said and what came true',
  error: 'off by {percent} % on average ({n} turns)',
  band: 'Confidence',
  said: 'Said',
  came: 'Came true',
  turns: 'Turns',
  asTable: 'Show table',
  asChart: 'Show chart',
  noLabels: 'It is not known yet which answers were right',
  noLabelsText:
    'After an operator’s own answers, customers’ thanks or complaints and ratings, confidence is compared here with what happened.',
};
