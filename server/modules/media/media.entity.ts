import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Bytes of a picture or file that an agent put up before the line that shows it, named by their SHA-256. */
export const Media = defineEntity({
  name: 'Media',
  tableName: 'media',
  properties: {
    tenantId: p.uuid().primary(),
    hash: p.text().primary(),
    contentType: p.text(),
    size: p.integer(),
    bytes: p.blob(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Media = InferEntity<typeof Media>;
