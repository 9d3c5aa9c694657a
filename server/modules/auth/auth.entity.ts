import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** One sign-in of a person, kept alive by rotating its refresh token, of which only a keyed hash is stored. */
export const AuthSession = defineEntity({
  name: 'AuthSession',
  tableName: 'auth_session',
  properties: {
    id: p.uuid().primary(),
    tenantId: p.uuid(),
    userId: p.bigint('string'),
    refreshHash: p.text(),
    expiresAt: p.datetime(),
    revokedAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type AuthSession = InferEntity<typeof AuthSession>;

/** Outside the wall: which tenants know an e-mail address, by keyed hash. */
export const LoginLookup = defineEntity({
  name: 'LoginLookup',
  tableName: 'login_lookup',
  properties: { emailHash: p.text().primary(), tenantId: p.uuid().primary(), userId: p.bigint('string') },
});
export type LoginLookup = InferEntity<typeof LoginLookup>;

/** Outside the wall: whose agent key this is, by keyed hash. */
export const KeyLookup = defineEntity({
  name: 'KeyLookup',
  tableName: 'key_lookup',
  properties: { keyHash: p.text().primary(), tenantId: p.uuid(), agentId: p.bigint('string') },
});
export type KeyLookup = InferEntity<typeof KeyLookup>;

/** Outside the wall: whom a one-time link signs in, by keyed hash of its code. */
export const LinkLookup = defineEntity({
  name: 'LinkLookup',
  tableName: 'link_lookup',
  properties: {
    codeHash: p.text().primary(),
    tenantId: p.uuid(),
    userId: p.bigint('string'),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
});
export type LinkLookup = InferEntity<typeof LinkLookup>;

/** Outside the wall: every refresh token ever given out, so that a used one that comes back is known as stolen. */
export const RefreshLookup = defineEntity({
  name: 'RefreshLookup',
  tableName: 'refresh_lookup',
  properties: { refreshHash: p.text().primary(), tenantId: p.uuid(), authSessionId: p.uuid() },
});
export type RefreshLookup = InferEntity<typeof RefreshLookup>;
