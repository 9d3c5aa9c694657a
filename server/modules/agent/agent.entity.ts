import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** The program beside WeChat on a Windows PC, with its last reported figures and its connection lease. */
export const Agent = defineEntity({
  name: 'Agent',
  tableName: 'agent',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    name: p.text(),
    revokedAt: p.datetime().nullable(),
    paused: p.boolean().default(false),
    version: p.text().nullable(),
    journalId: p.text().nullable(),
    connectionId: p.text().nullable(),
    leaseUntil: p.datetime().nullable(),
    lastHeartbeatAt: p.datetime().nullable(),
    cpuPercent: p.float().nullable(),
    memoryPercent: p.float().nullable(),
    wxOnline: p.boolean().nullable(),
    messagesProcessed: p.bigint('number').nullable(),
    outboxDepth: p.integer().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Agent = InferEntity<typeof Agent>;
