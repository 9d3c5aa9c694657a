import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** State of the WeChat window as the agent's driver reports it. */
export type WxState =
  | 'ok'
  | 'not_logged_in'
  | 'window_minimized'
  | 'ui_tree_hidden'
  | 'unsupported_version'
  | 'rate_limited'
  | 'session_locked';

/** One WeChat login that an agent drives. */
export const Account = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    agentId: p.bigint('string'),
    name: p.text(),
    state: p.text().$type<WxState>().default('ok'),
    detail: p.text().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Account = InferEntity<typeof Account>;
