import { z } from 'zod';
import { requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import { AppError } from '../../ports/errors.ts';
import { inviteUser, type Invited } from './invite-user.ts';
import { RoleEnum, UserRef } from './user.graphql.ts';

/** As loose as intranets need: admin@localhost is one. */
const EMAIL = z
  .string()
  .trim()
  .regex(/^[^\s@]+@[^\s@]+$/)
  .max(320);

const InvitePayload = builder.objectRef<Invited>('InvitePayload').implement({
  description: '邀请的结果 · The invitation.',
  authScopes: { admin: true },
  fields: (t) => ({
    user: t.field({ type: UserRef, description: '新成员 · The new person.', resolve: ({ userId }) => userId }),
    link: t.exposeString('link', { description: '一次性登录链接，只显示这一次 · One-time login link, shown once.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: '链接何时失效 · When the link ends.' }),
  }),
});

builder.mutationField('inviteUser', (t) =>
  t.field({
    type: InvitePayload,
    authScopes: { admin: true },
    description: '邀请成员；邮箱已有人使用为 CONFLICT · Adds a person. CONFLICT when the address is taken.',
    args: {
      requestId: t.arg.id(requestIdOptions),
      email: t.arg.string({ required: true, validate: EMAIL, description: '登录邮箱 · E-mail address.' }),
      name: t.arg.string({ required: true, validate: z.string().trim().min(1).max(100), description: '姓名 · Name.' }),
      role: t.arg({ type: RoleEnum, required: true, description: '角色，不能是 AGENT · Role, not AGENT.' }),
    },
    resolve: (_root, { role, ...invitation }, context) => {
      if (role === 'agent')
        throw new AppError('BAD_INPUT', { path: 'role', problem: 'an agent is made with createAgent' });
      return inviteUser(context.services.auth, person(context), { ...invitation, role });
    },
  }),
);
