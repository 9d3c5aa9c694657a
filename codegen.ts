import type { CodegenConfig } from '@graphql-codegen/cli';
import { introspectionFromSchema, type GraphQLSchema } from 'graphql';
import { minifyIntrospectionQuery } from '@urql/introspection';

/** How the schema's own scalars look in TypeScript. ID is a decimal string (a uuid for replies), DateTime an ISO 8601 text. */
const scalars = { ID: 'string', DateTime: 'string', Cursor: 'string', JSON: 'unknown' };

const shared = {
  scalars,
  strictScalars: true,
  enumType: 'string-literal',
  useTypeImports: true,
  immutableTypes: true,
  importExtension: '.ts',
  dedupeFragments: true,
  inlineFragmentTypes: 'combine',
} as const;

/**
 * What graphcache must know to tell a union from an object, without the scalars, enums and inputs it never asks for:
 * the whole introspection would weigh more than the rest of the console's entry bundle.
 */
const graphcacheSchema = {
  plugin: (schema: GraphQLSchema): string => {
    const minified = minifyIntrospectionQuery(introspectionFromSchema(schema));
    return `import type { CacheExchangeOpts } from '@urql/exchange-graphcache';\n\nexport const introspection = ${JSON.stringify(minified)} as unknown as NonNullable<CacheExchangeOpts['schema']>;\n`;
  },
};

/** Operations live in *.graphql files beside the code that uses them; each becomes one typed document. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  ignoreNoDocuments: true,
  emitLegacyCommonJSImports: false,
  pluginLoader: async (name: string) => (name === 'graphcache-schema' ? graphcacheSchema : import(name)),
  generates: {
    'console/generated/graphql.ts': {
      documents: 'console/**/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: shared,
    },
    'console/generated/introspection.ts': { plugins: ['graphcache-schema'] },
    // The agent sends its documents as texts and carries no GraphQL parser: memory beside WeChat is dear.
    'agent/generated/graphql.ts': {
      documents: 'agent/**/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: { ...shared, documentMode: 'string' },
    },
  },
};

export default config;
