import { builder } from '../../graphql/builder.ts';
import type { Evidence } from './evidence.ts';

export const EvidenceRef = builder.objectRef<Evidence & { readonly score: number }>('Evidence').implement({
  description: '回答依据的一段知识 · A passage that an answer rests on.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '段落编号 · Id of the passage.' }),
    documentId: t.exposeID('documentId', { description: '文档编号 · Id of its document.' }),
    documentName: t.exposeString('documentName', { description: '文档名 · Name of its document.' }),
    heading: t.exposeString('heading', { nullable: true, description: '标题或问题 · Heading or question.' }),
    page: t.exposeInt('page', { nullable: true, description: '页码 · Page.' }),
    text: t.exposeString('text', { description: '原文 · Its text.' }),
    score: t.exposeFloat('score', {
      description: '检索得分，只在同一次检索内可比 · Score of the search, comparable within one search only.',
    }),
  }),
});
