import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';
import { ClosingReporter } from './test/support/closing-reporter.ts';

/** Tests with real processes and a browser: run alone, after the others, so that two cores are enough for their clocks. */
const WHOLE = ['test/e2e/**/*.test.ts', 'test/faults/**/*.test.ts'];

const shared = {
  plugins: [vue()],
  // graphql refuses to work with a second copy of itself, and Vite would take the ES module where Node takes the other.
  resolve: { alias: { graphql: fileURLToPath(import.meta.resolve('graphql/index.js')) } },
} satisfies ViteUserConfig;

/** Far above what anything takes on a busy machine: a wait that ends in vain has its own words for it, and comes first. */
const limits = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  teardownTimeout: 20_000,
  expect: { poll: { timeout: 60_000 } },
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/services.setup.ts'],
    reporters: ['default', new ClosingReporter()],
    teardownTimeout: limits.teardownTimeout,
    projects: [
      {
        extends: false,
        ...shared,
        test: {
          ...limits,
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...WHOLE],
          pool: 'forks',
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: false,
        ...shared,
        test: {
          ...limits,
          testTimeout: 300_000,
          name: 'whole',
          include: WHOLE,
          pool: 'forks',
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
