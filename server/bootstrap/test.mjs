import { join } from 'node:path';
import { handOver } from './hand-over.mjs';
import { prepareHouse, ROOT } from './house.mjs';
import { prepareBundles } from './prepare-bundles.mjs';

/** `npm test`: install, build what the tests start, run them. Arguments (files, -t name) go through to vitest. */
const node = prepareHouse();
prepareBundles(node, ['console', 'agent']);
handOver(node, [join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)]);
