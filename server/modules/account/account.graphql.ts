import { builder } from '../../graphql/builder.ts';
import { AgentRef } from '../agent/agent.graphql.ts';
import { batched } from '../page/batched.ts';
import { findByIds } from '../page/by-id.ts';
import { Account } from './account.entity.ts';
import { accountsOfAgents, countSent } from './account.service.ts';

export const WxStateEnum = builder.enumType('WxState', {
  description: '微信窗口的状态 · State of the WeChat window.',
  values: {
    OK: { value: 'ok', description: '正常 · Works.' },
    NOT_LOGGED_IN: { value: 'not_logged_in', description: '微信未登录 · WeChat is not logged in.' },
    WINDOW_MINIMIZED: { value: 'window_minimized', description: '窗口被最小化 · The window is minimized.' },
    UI_TREE_HIDDEN: { value: 'ui_tree_hidden', description: '此版本隐藏了界面元素 · This version hides its UI tree.' },
    UNSUPPORTED_VERSION: { value: 'unsupported_version', description: '微信版本不受支持 · Version not supported.' },
    RATE_LIMITED: { value: 'rate_limited', description: '微信限制了操作频率 · WeChat limits the rate.' },
    SESSION_LOCKED: { value: 'session_locked', description: 'Windows 已锁屏 · The Windows session is locked.' },
  },
});

export const AccountRef = builder.loadableObjectRef('Account', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, Account, ids)),
  sort: (account) => account.id,
});

const sentBy = batched(countSent);

AccountRef.implement({
  description: '一个微信登录 · One WeChat login that an agent drives.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    name: t.exposeString('name', { description: '微信名 · Name of the login.' }),
    state: t.field({
      type: WxStateEnum,
      description: '窗口状态 · State of its window.',
      resolve: (account) => account.state,
    }),
    detail: t.exposeString('detail', {
      nullable: true,
      description: '状态说明 · What the driver says about the state.',
    }),
    agent: t.field({
      type: AgentRef,
      description: '驱动它的客户端 · The agent that drives it.',
      resolve: (account) => account.agentId,
    }),
    sentLastMinute: t.int({
      description: '最近 60 秒键入的气泡数 · Bubbles typed in the last 60 s.',
      resolve: async (account, _args, { reads }) => (await sentBy(reads, account.id))?.lastMinute ?? 0,
    }),
    sentToday: t.int({
      description: '最近 24 小时键入的气泡数 · Bubbles typed in the last 24 h.',
      resolve: async (account, _args, { reads }) => (await sentBy(reads, account.id))?.today ?? 0,
    }),
  }),
});

const accountsBelow = batched(accountsOfAgents);

builder.objectField(AgentRef, 'accounts', (t) =>
  t.field({
    type: [AccountRef],
    description: '它驱动的微信登录 · WeChat logins it drives.',
    resolve: async (agent, _args, { reads }) => (await accountsBelow(reads, agent.id)) ?? [],
  }),
);
