import SchemaBuilder from '@pothos/core';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import ValidationPlugin from '@pothos/plugin-validation';
import { AppError } from '../ports/errors.ts';
import type { Context } from './context.ts';
import { scopesOf, type AuthScopes } from './scopes.ts';

interface SchemaTypes {
  Context: Context;
  AuthScopes: AuthScopes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    Cursor: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
  };
}

/**
 * Every *.graphql.ts builds on this. A field without a scope, its own or its type's, fails the build of the schema.
 * Scopes of a type are checked once for each object, not once for each field.
 */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ScopeAuthPlugin, ValidationPlugin, DataloaderPlugin, RelayPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authScopes: scopesOf,
    runScopesOnType: true,
    authorizeOnSubscribe: true,
    unauthorizedError: (_parent, context) => new AppError(context.principal ? 'FORBIDDEN' : 'UNAUTHENTICATED'),
  },
  validation: {
    validationError: (failure) => {
      const issue = failure.issues[0];
      const path = issue?.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.') ?? '';
      return new AppError('BAD_INPUT', { path, problem: issue?.message ?? '' });
    },
  },
  relay: {
    edgesFieldOptions: { nullable: { list: false, items: false }, description: '本页条目 · Entries of this page.' },
    nodeFieldOptions: { nullable: false, description: '条目本身 · The entry itself.' },
    cursorFieldOptions: {
      description: '位置，可作为 after 或 before 交回 · Position; hand it back as after or before.',
    },
    pageInfoFieldOptions: { description: '翻页信息 · How to page on.' },
    pageInfoTypeOptions: {
      authScopes: { member: true },
      description: '翻页信息 · Whether there is more, and where this page begins and ends.',
    },
    hasNextPageFieldOptions: { description: '后面是否还有 · Whether more follows.' },
    hasPreviousPageFieldOptions: { description: '前面是否还有 · Whether something comes before.' },
    startCursorFieldOptions: { description: '本页首条位置 · Position of the first entry.' },
    endCursorFieldOptions: { description: '本页末条位置 · Position of the last entry.' },
    beforeArgOptions: { description: '取此位置之前 · Only entries before this position.' },
    afterArgOptions: { description: '取此位置之后 · Only entries after this position.' },
    firstArgOptions: { description: '从前往后取几条，最多 100 · How many from the front, at most 100.' },
    lastArgOptions: { description: '从后往前取几条，最多 100 · How many from the end, at most 100.' },
    defaultConnectionTypeOptions: { authScopes: { reader: true } },
    defaultEdgeTypeOptions: { authScopes: { reader: true } },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
  },
});

/** The one builder's type, for functions that add to it. */
export type Builder = typeof builder;

builder.queryType({ description: '读取 · What can be read.' });
builder.mutationType({
  description:
    '更改；每次都带 requestId，重复提交得到第一次的结果 · What can be changed. Each takes a requestId; a repeat gets the first answer.',
});
builder.subscriptionType({ description: '实时推送 · What arrives live, over the WebSocket only.' });
