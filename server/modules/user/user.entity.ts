import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** What a person may do; the agent's role is not a person's. */
export type PersonRole = 'operator' | 'admin' | 'viewer' | 'integrator';

/** A person who signs in to the console, or a program of theirs. */
export const User = defineEntity({
  name: 'User',
  tableName: 'app_user',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    email: p.text(),
    name: p.text(),
    role: p.text().$type<PersonRole>(),
    passwordHash: p.text().nullable(),
    active: p.boolean().default(true),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type User = InferEntity<typeof User>;
