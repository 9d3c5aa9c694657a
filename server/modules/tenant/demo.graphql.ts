import { requestIdOptions } from '../../graphql/arguments.ts';
import { builder } from '../../graphql/builder.ts';
import { removeDemos } from './demo.service.ts';

builder.mutationField('removeDemo', (t) =>
  t.boolean({
    authScopes: { admin: true },
    description:
      '删除演示企业及其一切数据；重复执行无妨 · Removes the demo company with all it has. Doing it again changes nothing.',
    args: { requestId: t.arg.id(requestIdOptions) },
    resolve: async (_root, _args, { services }) => {
      await removeDemos(services);
      return true;
    },
  }),
);
