import { builder } from '../../graphql/builder.ts';
import type { Tenant } from './tenant.entity.ts';

export const TenantRef = builder.objectRef<Tenant>('Tenant').implement({
  description: '企业 · One company on the hub. Reached only through a person of its own.',
  authScopes: { public: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号（UUID） · UUID.' }),
    name: t.exposeString('name', { description: '名称 · Name.' }),
    demo: t.exposeBoolean('demo', {
      description: '是否演示数据，可一键删除 · Whether this is the demo, which goes with removeDemo.',
    }),
    settings: t.expose('settings', {
      type: 'JSON',
      description:
        '业务设置：键与默认值见说明文档 · Thresholds and limits of this company; keys that are absent have their default.',
    }),
  }),
});
