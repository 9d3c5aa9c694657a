import { builder } from '../../graphql/builder.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { User } from './user.entity.ts';
import { listUsers } from './user.service.ts';

export const RoleEnum = builder.enumType('Role', {
  description: '角色 · What a caller may do.',
  values: {
    OPERATOR: { value: 'operator', description: '坐席：接管、回复 · Takes sessions over and answers.' },
    ADMIN: { value: 'admin', description: '管理员：另可管理成员与客户端 · May also manage people and agents.' },
    VIEWER: { value: 'viewer', description: '只读 · Reads only.' },
    INTEGRATOR: { value: 'integrator', description: '集成程序，只读 · A program that reads.' },
    AGENT: { value: 'agent', description: '微信旁的客户端程序 · The program beside WeChat.' },
  },
});

export const UserRef = builder.loadableObjectRef('User', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, User, ids)),
  sort: (user) => user.id,
});

UserRef.implement({
  description: '成员 · A person who signs in to the console.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    name: t.exposeString('name', { description: '姓名 · Name.' }),
    email: t.exposeString('email', { description: '登录邮箱 · E-mail address used to sign in.' }),
    role: t.field({ type: RoleEnum, description: '角色 · Role.', resolve: (user) => user.role }),
    active: t.exposeBoolean('active', { description: '可否登录 · Whether this person may sign in.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: '创建时间 · When it was made.' }),
  }),
});

const UserConnection = builder.connectionObject(
  { type: UserRef, name: 'UserConnection', description: '成员列表 · A page of people.' },
  { name: 'UserEdge', description: '成员与位置 · A person and its position.' },
);

builder.queryField('users', (t) =>
  t.connection(
    {
      type: UserRef,
      authScopes: { admin: true },
      description: '成员，最新在前 · People of this company, newest first.',
      resolve: (_root, args, context) => connectionOf(args, (page) => context.reads.read((em) => listUsers(em, page))),
    },
    UserConnection,
  ),
);
