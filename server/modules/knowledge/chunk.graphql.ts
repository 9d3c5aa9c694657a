import { builder } from '../../graphql/builder.ts';
import { findByIds } from '../page/by-id.ts';
import { KnowledgeChunk } from './knowledge.entity.ts';

export const ChunkRef = builder.loadableObjectRef('KnowledgeChunk', {
  load: (ids: string[], context) => context.reads.read((em) => findByIds(em, KnowledgeChunk, ids)),
  sort: (chunk) => chunk.id,
});

ChunkRef.implement({
  description: '一段知识，回答时原样引用 · A passage, as answers cite it.',
  authScopes: { reader: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: '编号 · Id.' }),
    position: t.exposeInt('position', { description: '在文档中的位置，从 0 起 · Place in the document from 0.' }),
    page: t.exposeInt('page', { nullable: true, description: '页码，从 1 起 · Page from 1.' }),
    heading: t.exposeString('heading', {
      nullable: true,
      description: '所在标题，由外到内以 › 相连 · Headings above it, outermost first, joined by ›.',
    }),
    question: t.exposeString('question', { description: '问题或标题，可为空 · Question or heading; may be empty.' }),
    answer: t.exposeString('answer', { description: '答案或正文 · Answer or text.' }),
    phrasings: t.stringList({
      description: '其他问法 · Other phrasings of the question.',
      resolve: (chunk) => chunk.phrasings,
    }),
  }),
});

/** Pages of passages. */
export const ChunkConnection = builder.connectionObject(
  { type: ChunkRef, name: 'KnowledgeChunkConnection', description: '段落列表 · A page of passages.' },
  { name: 'KnowledgeChunkEdge', description: '段落与位置 · A passage and its position.' },
);
