import { builder } from '../../graphql/builder.ts';
import { findByIds } from '../page/by-id.ts';
import { connectionOf } from '../page/connection.ts';
import { Audit } from './audit.entity.ts';
import { listAudit } from './audit.service.ts';

const AuditRef = builder.loadableObjectRef('AuditEntry', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, Audit, ids)),
  sort: (entry) => entry.id,
});

AuditRef.implement({
  description: '谁改了什么 · Who changed what; written with the change, never altered.',
  authScopes: { admin: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    at: t.expose('at', { type: 'DateTime', description: '时间 · When.' }),
    actor: t.exposeString('actor', {
      description: '谁：user:编号、agent:编号 或 hub · Who: user:id, agent:id or hub.',
    }),
    action: t.exposeString('action', { description: '做了什么 · What was done.' }),
    subject: t.exposeString('subject', { nullable: true, description: '对什么 · To what.' }),
    detail: t.expose('detail', { type: 'JSON', description: '细节，不含密钥 · Details, without secrets.' }),
  }),
});

const AuditConnection = builder.connectionObject(
  {
    type: AuditRef,
    name: 'AuditConnection',
    authScopes: { admin: true },
    description: '审计记录 · A page of the audit trail.',
  },
  { name: 'AuditEdge', authScopes: { admin: true }, description: '记录与位置 · An entry and its position.' },
);

builder.queryField('audit', (t) =>
  t.connection(
    {
      type: AuditRef,
      authScopes: { admin: true },
      description: '审计记录，最新在前 · The audit trail, newest first.',
      resolve: (_root, args, context) => connectionOf(args, (page) => context.reads.read((em) => listAudit(em, page))),
    },
    AuditConnection,
  ),
);
