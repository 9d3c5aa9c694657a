import { isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { Caller } from './context.ts';

/** Scopes a field or type may ask for. */
export interface AuthScopes {
  /** Anyone, signed in or not. */
  public: boolean;
  /** Anyone who signed in, agents too. */
  member: boolean;
  /** Any person: operator, admin, viewer, integrator. */
  reader: boolean;
  /** Who may speak to customers: operator, admin. */
  operator: boolean;
  admin: boolean;
  agent: boolean;
}

/** Which scopes the caller holds. */
export function scopesOf({ principal }: Caller): AuthScopes {
  const role = principal?.role;
  return {
    public: true,
    member: role !== undefined,
    reader: principal?.kind === 'user',
    operator: role === 'operator' || role === 'admin',
    admin: role === 'admin',
    agent: role === 'agent',
  };
}

/** Throws when a field has no scope of its own and its type has none either; root fields need their own. */
export function requireScopes(schema: GraphQLSchema): GraphQLSchema {
  const bare: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) && !type.name.startsWith('__')) bare.push(...fieldsWithoutScope(schema, type));
  }
  if (bare.length > 0) throw new Error(`no scope declared for ${bare.join(', ')}`);
  return schema;
}

function fieldsWithoutScope(schema: GraphQLSchema, type: GraphQLObjectType): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  if (!roots.includes(type) && declaresScope(type.extensions)) return [];
  return Object.values(type.getFields())
    .filter((field) => !declaresScope(field.extensions))
    .map((field) => `${type.name}.${field.name}`);
}

function declaresScope(extensions: Readonly<Record<string | symbol, unknown>>): boolean {
  const options = extensions['pothosOptions'] as { authScopes?: unknown } | undefined;
  return options?.authScopes !== undefined && options.authScopes !== null;
}
