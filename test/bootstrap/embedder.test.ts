import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServerProcess } from '../support/server-process.ts';
import { ROOT } from '../support/source-tree.ts';
import { waitUntil } from '../support/wait-until.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-launcher-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the launcher on a machine whose only program is the given Python, until it ends by itself. */
async function launch(python: string | null, env: Record<string, string> = {}): Promise<string> {
  if (python !== null) {
    writeFileSync(join(folder, 'python3'), `#!/bin/sh\n${python}\n`);
    chmodSync(join(folder, 'python3'), 0o755);
  }
  const process_ = startServerProcess([process.execPath, join(ROOT, 'server/bootstrap/embedder.mjs')], ROOT, {
    PATH: folder,
    DATA_DIR: join(folder, 'data'),
    ...env,
  });
  await waitUntil(() => !process_.alive(), { for: 'the launcher to end' });
  await process_.end('SIGKILL');
  return process_.output();
}

describe('npm run embedder', () => {
  it('says what to install where Python is missing, for each system', async () => {
    const said = await launch(null);
    for (const word of ['apt install python3 python3-venv', 'winget', 'brew install python', 'Python 3.9'])
      expect(said).toContain(word);
  });

  it('takes no Python that is too old', async () => {
    expect(await launch('exit 1')).toContain('Python 3.9');
  });

  it('names python3-venv where Debian left it out, and what Python said', async () => {
    const said = await launch('[ "$1" = "-c" ] && exit 0; echo "ensurepip is not available" >&2; exit 1');
    expect(said).toContain('sudo apt install python3-venv');
    expect(said).toContain('ensurepip is not available');
  });

  it('says that pip failed, and with what', async () => {
    const venv = `mkdir_p() { /bin/mkdir -p "$1"; }
for last; do :; done
[ "$1" = "-c" ] && exit 0
mkdir_p "$last/bin"
printf '#!/bin/sh\\necho "no matching distribution" >&2\\nexit 1\\n' > "$last/bin/python"
/bin/chmod +x "$last/bin/python"`;
    const said = await launch(venv);
    expect(said).toContain('pip 安装失败');
    expect(said).toContain('no matching distribution');
  });
});
