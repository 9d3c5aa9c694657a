import { z } from 'zod';
import { ID_TEXT, requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import { AppError } from '../../ports/errors.ts';
import { TenantRef } from '../tenant/tenant.graphql.ts';
import { RoleEnum } from '../user/user.graphql.ts';
import { loginWithKey, loginWithPassword, logout } from './auth.service.ts';
import type { AuthServices } from './auth-services.ts';
import { redeemLink } from './login-link.service.ts';
import { refreshSignIn } from './refresh.service.ts';
import { findMe, type Me, type SignedIn } from './sign-in.ts';

declare module '../../graphql/context.ts' {
  interface Services {
    readonly auth: AuthServices;
  }
}

/** Shortest password that is taken; the longest keeps hashing cheap. */
const PASSWORD = z.string().min(8).max(200);
const SECRET = z.string().min(1).max(200);

const MeRef = builder.objectRef<Me>('Me').implement({
  description: '登录者本人 · Who signed in. Nobody sees another person’s.',
  authScopes: { public: true },
  fields: (t) => ({
    id: t.id({ description: '编号 · Id.', resolve: ({ user }) => user.id }),
    name: t.string({ description: '姓名 · Name.', resolve: ({ user }) => user.name }),
    email: t.string({ description: '登录邮箱 · E-mail address.', resolve: ({ user }) => user.email }),
    role: t.field({ type: RoleEnum, description: '角色 · Role.', resolve: ({ user }) => user.role }),
    tenant: t.field({ type: TenantRef, description: '所属企业 · Company.', resolve: ({ tenant }) => tenant }),
  }),
});

const AuthPayload = builder.objectRef<SignedIn>('AuthPayload').implement({
  description: '登录的结果 · What signing in gives.',
  authScopes: { public: true },
  fields: (t) => ({
    token: t.exposeString('token', {
      description:
        '令牌，放入 Authorization: Bearer 或 connection_init · Token, for Authorization: Bearer or connection_init.',
    }),
    refreshToken: t.exposeString('refreshToken', {
      nullable: true,
      description: '用一次即换新；客户端没有 · Used once for a new one; agents have none.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: '令牌何时失效 · When the token ends.' }),
    serverTime: t.field({ type: 'DateTime', description: '服务端时间 · Time of the hub.', resolve: () => new Date() }),
    me: t.field({
      type: MeRef,
      nullable: true,
      description: '登录者；客户端为空 · Who signed in; null for an agent.',
      resolve: (payload) => payload.me,
    }),
  }),
});

const LoginInput = builder.inputType('LoginInput', {
  description: '邮箱与密码，或客户端编号与密钥 · E-mail address and password, or agent id and key.',
  fields: (t) => ({
    email: t.string({ validate: z.string().max(320), description: '登录邮箱 · E-mail address.' }),
    password: t.string({ validate: SECRET, description: '密码 · Password.' }),
    agentId: t.id({ validate: ID_TEXT, description: '客户端编号 · Agent id.' }),
    apiKey: t.string({ validate: SECRET, description: '客户端密钥 · Agent key.' }),
  }),
});

builder.queryField('me', (t) =>
  t.field({
    type: MeRef,
    authScopes: { reader: true },
    description: '登录者本人 · Who signed in.',
    resolve: async (_root, _args, context) => {
      const me = await context.reads.read((em) => findMe(em, person(context).id));
      if (!me) throw new AppError('UNAUTHENTICATED');
      return me;
    },
  }),
);

builder.mutationFields((t) => ({
  login: t.field({
    type: AuthPayload,
    authScopes: { public: true },
    description: '登录；次数过多为 LIMIT_RATE · Signs in. LIMIT_RATE after too many attempts.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      input: t.arg({ type: LoginInput, required: true, description: '凭证，两种之一 · Credentials of one kind.' }),
    },
    resolve: (_root, { requestId, input }, { services, remoteAddress }) => {
      const { email, password, agentId, apiKey } = input;
      if (email && password && !agentId && !apiKey) {
        return loginWithPassword(services.auth, { requestId, remoteAddress }, { email, password });
      }
      if (agentId && apiKey && !email && !password) {
        return loginWithKey(services.auth, { requestId, remoteAddress }, { agentId, apiKey });
      }
      throw new AppError('BAD_INPUT', { path: 'input', problem: 'email and password, or agentId and apiKey' });
    },
  }),
  redeemLoginLink: t.field({
    type: AuthPayload,
    authScopes: { public: true },
    description:
      '用一次性链接登录；尚无密码者须设置密码，演示除外 · Signs in with a one-time link; whoever has no password yet sets one, except in the demo.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      code: t.arg.string({
        required: true,
        validate: SECRET,
        description: '链接末尾的代码 · Code at the end of the link.',
      }),
      password: t.arg.string({ validate: PASSWORD, description: '新密码，8–200 字 · New password, 8–200 characters.' }),
    },
    resolve: (_root, { requestId, code, password }, { services, remoteAddress }) =>
      redeemLink(services.auth, { requestId, remoteAddress }, { code, password: password ?? null }),
  }),
  refreshToken: t.field({
    type: AuthPayload,
    authScopes: { public: true },
    description:
      '换新令牌；已用过的再次出现即视为被盗，登录随之结束 · New tokens. A used refresh token that comes back ends the sign-in.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      refreshToken: t.arg.string({ required: true, validate: SECRET, description: '换新凭证 · The refresh token.' }),
    },
    resolve: (_root, { requestId, refreshToken }, { services, remoteAddress }) =>
      refreshSignIn(services.auth, { requestId, remoteAddress }, refreshToken),
  }),
  logout: t.boolean({
    authScopes: { reader: true },
    description: '退出登录，令牌立即失效 · Ends the sign-in; its tokens are refused at once.',
    args: { requestId: t.arg.id(requestIdOptions) },
    resolve: async (_root, { requestId }, context) => {
      await logout(context.services.auth, person(context), requestId);
      return true;
    },
  }),
}));
