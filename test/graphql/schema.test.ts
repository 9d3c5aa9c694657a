import { readFileSync } from 'node:fs';
import { isEnumType, isInputObjectType, isObjectType, type GraphQLArgument, type GraphQLNamedType } from 'graphql';
import SchemaBuilder from '@pothos/core';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { describe, expect, it } from 'vitest';
import { printedSchema } from '../../server/graphql/print.ts';
import { schema } from '../../server/graphql/schema.ts';
import { requireScopes } from '../../server/graphql/scopes.ts';

/** Places that have no description. */
function undescribed(type: GraphQLNamedType): string[] {
  const bare = type.description ? [] : [type.name];
  if (isEnumType(type)) {
    bare.push(
      ...type
        .getValues()
        .filter((value) => !value.description)
        .map((value) => `${type.name}.${value.name}`),
    );
  }
  if (isObjectType(type) || isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      if (!field.description) bare.push(`${type.name}.${field.name}`);
      const args: readonly GraphQLArgument[] = 'args' in field ? field.args : [];
      bare.push(...args.filter((arg) => !arg.description).map((arg) => `${type.name}.${field.name}(${arg.name})`));
    }
  }
  return bare;
}

const own = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const BUILT_IN = new Set(['ID', 'String', 'Int', 'Float', 'Boolean']);

describe('the schema', () => {
  it('is what schema.graphql says', () => {
    expect(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')).toBe(printedSchema());
  });

  it('describes every type, field, argument and value', () => {
    expect(own.flatMap(undescribed)).toEqual([]);
  });

  it('says everything of its own in Chinese first', () => {
    const english = own.filter(
      ({ name, description }) => !BUILT_IN.has(name) && !/^[^a-z]*\p{Script=Han}/u.test(description ?? ''),
    );
    expect(english.map(({ name }) => name)).toEqual([]);
  });

  it('asks for a requestId in every mutation', () => {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    const without = mutations.filter(
      ({ args }) => String(args.find(({ name }) => name === 'requestId')?.type) !== 'ID!',
    );
    expect(mutations.length).toBeGreaterThan(20);
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('takes a cursor in every subscription', () => {
    for (const { args } of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
      expect(args.map(({ name, type }) => `${name}: ${String(type)}`)).toContain('after: Cursor');
    }
  });
});

describe('scopes', () => {
  interface Planted {
    AuthScopes: { reader: boolean };
  }
  const planted = () =>
    new SchemaBuilder<Planted>({ plugins: [ScopeAuthPlugin], scopeAuth: { authScopes: () => ({ reader: true }) } });

  it('are declared by every field, its own or its type’s', () => {
    expect(requireScopes(schema)).toBe(schema);
  });

  it('stop the build when a field of a type has none', () => {
    const builder = planted();
    builder.queryType({ fields: (t) => ({ ok: t.string({ authScopes: { reader: true }, resolve: () => '' }) }) });
    builder.objectRef<object>('Thing').implement({ fields: (t) => ({ open: t.string({ resolve: () => '' }) }) });
    expect(() => requireScopes(builder.toSchema())).toThrow('no scope declared for Thing.open');
  });

  it('stop the build when a field of a root has none, whatever its type says', () => {
    const builder = planted();
    builder.queryType({ authScopes: { reader: true }, fields: (t) => ({ open: t.string({ resolve: () => '' }) }) });
    expect(() => requireScopes(builder.toSchema())).toThrow('Query.open');
  });
});
