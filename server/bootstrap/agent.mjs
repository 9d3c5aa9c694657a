import { join } from 'node:path';
import { handOver } from './hand-over.mjs';
import { prepareHouse, ROOT } from './house.mjs';
import { prepareBundles } from './prepare-bundles.mjs';

/** No compiler threads, small young generation, a heap that fits beside WeChat on an office PC. */
const SMALL = ['--lite-mode', '--v8-pool-size=0', '--max-semi-space-size=1', '--max-old-space-size=64'];

/** `npm run agent -- --config agent.yaml`: install, build the bundle, become the agent. */
const node = prepareHouse();
prepareBundles(node, ['agent']);
handOver(node, [...SMALL, join(ROOT, 'dist', 'agent', 'agent.mjs'), ...process.argv.slice(2)]);
