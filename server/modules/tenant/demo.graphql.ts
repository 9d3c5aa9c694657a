import { requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { person } from '../../graphql/context.ts';
import { removeDemos } from './demo.service.ts';

builder.mutationField('removeDemo', (t) =>
  t.boolean({
    authScopes: { admin: true },
    description:
      '删除演示企业及其一切数据；重复执行无妨 · Removes the demo company with all it has. Doing it again changes nothing.',
    args: { requestId: t.arg.id(requestIdOptions) },
    resolve: async (_root, { requestId }, context) => {
      await removeDemos(context.services, { person: person(context), requestId });
      return true;
    },
  }),
);
