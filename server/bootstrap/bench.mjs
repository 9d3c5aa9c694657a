import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { handOver } from './hand-over.mjs';
import { prepareHouse, ROOT } from './house.mjs';

/** `npm run bench -- retrieval [arguments]`: install, become bench/<name>.ts on our own Node. */
const [name = '', ...rest] = process.argv.slice(2);
const program = join(ROOT, 'bench', `${name}.ts`);
if (!/^[\w-]+$/u.test(name) || !existsSync(program)) {
  process.stderr.write('没有这项测量，见 bench/README.md · No such bench, see bench/README.md\n');
  process.exit(2);
}
handOver(prepareHouse(), ['--expose-gc', program, ...rest]);
