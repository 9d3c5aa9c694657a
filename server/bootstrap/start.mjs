import { join } from 'node:path';
import { handOver } from './hand-over.mjs';
import { prepareHouse, ROOT } from './house.mjs';
import { prepareBundles } from './prepare-bundles.mjs';

/** `npm start`: install, build what is missing or old, become the hub. Arguments go through to it. */
const node = prepareHouse();
prepareBundles(node, ['console', 'agent']);
handOver(node, [join(ROOT, 'server', 'main.ts'), ...process.argv.slice(2)], {
  // Compiled code of an earlier start, types already stripped: half the time until the hub is ready.
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(ROOT, '.cache', 'compiled'),
});
