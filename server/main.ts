import { join, resolve } from 'node:path';
import { chatModelFaults } from './adapters/chat-model/create-chat-model.ts';
import { PROVIDERS } from './adapters/chat-model/providers.ts';
import { embedderFaults } from './adapters/embedder/create-embedder.ts';
import { createJsonLog } from './adapters/log/json-lines.ts';
import { type Hub, startHub } from './app.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { type DemoAgent, startDemoAgent } from './modules/tenant/demo-agent.ts';
import type { Log } from './ports/log.ts';

const ROOT = resolve(import.meta.dirname, '..');

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function readConfig(): Config {
  const config = loadConfig(process.env, process.argv.slice(2), { root: ROOT, providers: PROVIDERS });
  const faults = [...chatModelFaults({ choices: config.models }), ...embedderFaults(config.embedder)];
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function greet({ publicUrl, seeded }: Hub): void {
  say('', `Kefu Hub · 微信客服中枢`, `  控制台 · console      ${publicUrl}`);
  if (seeded.own?.link) say(`  首次登录（一次有效） · first login, good once`, `    ${seeded.own.link}`);
  if (seeded.demo) say(`  演示（一次有效） · demo, good once`, `    ${seeded.demo.link}`);
  if (!seeded.own)
    say(
      '  SECRET_KEY 与数据不符，现有账号无法登录 · the secret is not the one this data was made with: nobody can sign in',
    );
}

async function startDemo({ publicUrl, url, seeded }: Hub, config: Config, log: Log): Promise<DemoAgent | null> {
  const key = seeded.demo?.agent;
  if (!key) return null;
  const agent = await startDemoAgent({
    bundle: join(ROOT, 'dist', 'agent', 'agent.mjs'),
    folder: join(config.dataFolder, 'demo-agent'),
    key: { url, ...key },
    log,
  });
  if (!agent)
    say(`  演示客户端尚未构建，请用 npm start 启动 · the demo agent is not built, start with npm start (${publicUrl})`);
  return agent;
}

async function main(): Promise<void> {
  const log = createJsonLog((line) => process.stderr.write(line));
  const config = readConfig();
  const hub = await startHub({ config, log });
  greet(hub);
  const demoAgent = await startDemo(hub, config, log);
  hub.onDemoRemoved(() => void demoAgent?.stop());
  const stop = (signal: string): void => {
    say(`\n${signal}：正在收尾… · finishing …`);
    void (async () => {
      try {
        await demoAgent?.stop();
        await hub.stop();
      } finally {
        process.exit();
      }
    })();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(signal));
  await hub.knowledgeLoaded;
  say('  就绪 · ready');
}

try {
  await main();
} catch (error) {
  const faults = error instanceof ConfigError ? error.faults : [error instanceof Error ? error.message : String(error)];
  process.stderr.write(`无法启动 · cannot start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}\n`);
  process.exitCode = 1;
}
