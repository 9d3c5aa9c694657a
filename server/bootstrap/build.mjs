import { mkdirSync, mkdtempSync, renameSync, rmSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { build } from 'vite';
import { BUNDLES, stampBundle } from './freshness.mjs';
import { ROOT } from './house.mjs';
import { BUILD_NAMES, TEXTS } from './texts.mjs';

/** Builds the bundles named as arguments (`console`, `agent`); runs on Node 24, after the install. */

/** @param {string} folder @returns {Promise<void>} */
async function buildConsole(folder) {
  await build({
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  });
}

/**
 * One plain JavaScript file: the agent runs with --lite-mode, which has no WebAssembly and so cannot strip types.
 * @param {string} folder @returns {Promise<void>}
 */
async function buildAgent(folder) {
  const bundle = await rolldown({
    input: join(ROOT, 'agent', 'main.ts'),
    platform: 'node',
    resolve: { conditionNames: ['node', 'import'] },
    // Optional native speed-ups of ws; it asks for them and lives without.
    external: ['bufferutil', 'utf-8-validate'],
    logLevel: 'warn',
  });
  await bundle.write({
    file: join(folder, 'agent.mjs'),
    format: 'esm',
    codeSplitting: false,
    minify: true,
    sourcemap: true,
  });
  await bundle.close();
}

const BUILDERS = { console: buildConsole, agent: buildAgent };

/** Builds beside the old bundle and swaps, so that a running hub never serves half of one. */
for (const bundle of BUNDLES.filter(({ name }) => process.argv.includes(name))) {
  process.stdout.write(`${TEXTS.building(BUILD_NAMES[bundle.name])}\n`);
  const start = performance.now();
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'dist', `.${bundle.name}-`));
  const output = join(ROOT, bundle.output);
  try {
    await BUILDERS[bundle.name](folder);
    stampBundle(ROOT, bundle, folder);
    const old = `${folder}-old`;
    if (existsSync(output)) renameSync(output, old);
    renameSync(folder, output);
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${TEXTS.built(BUILD_NAMES[bundle.name], performance.now() - start)}\n`);
}
