import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { DialogKind } from './kind.ts';

/** A line that a company has labelled itself. */
export const KindExample = defineEntity({
  name: 'KindExample',
  tableName: 'kind_example',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    text: p.text(),
    kind: p.text().$type<DialogKind>(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type KindExample = InferEntity<typeof KindExample>;
