/** Everything the first step says to people: Chinese first, English second. */
export const TEXTS = {
  /** @param {string} version @param {number} least */
  nodeTooOld: (version, least) =>
    `本机 Node.js 为 ${version}，至少需要 ${least}。\nThis machine's Node.js is ${version}; ${least} or newer is needed.`,
  installing: '正在安装依赖（首次约需一分钟）…\nInstalling what is missing (about a minute the first time) …',
  /** @param {number} code */
  installFailed: (code) =>
    `npm ci 失败（退出码 ${code}）。请检查网络或 npm 源后重试。\nnpm ci failed (exit code ${code}). Check the network or the npm registry, then try again.`,
  /** @param {string} platform @param {number} major */
  noNode: (platform, major) =>
    `npm 没有适用于 ${platform} 的 Node ${major}，请自行安装 Node ${major} 后重试。\nnpm has no Node ${major} for ${platform}; install Node ${major} yourself, then try again.`,
  /** @param {string} path @param {string} found @param {number} major */
  wrongNode: (path, found, major) =>
    `${path} 是 ${found}，应为 Node ${major}；请删除 node_modules 后重试。\n${path} is ${found}, not Node ${major}; delete node_modules and try again.`,
  /** @param {string} name */
  building: (name) =>
    `正在构建 ${name}（缺失或源文件有变动）…\nBuilding ${name} (missing, or older than its sources) …`,
  /** @param {string} name @param {number} milliseconds */
  built: (name, milliseconds) =>
    `${name} 已构建，用时 ${(milliseconds / 1000).toFixed(1)} 秒 · built in ${(milliseconds / 1000).toFixed(1)} s`,
  /** @param {string} name */
  checking: (name) => `── ${name}`,
  /** @param {string} name */
  checkFailed: (name) => `✗ ${name} 未通过 · failed`,
  drift: '生成的文件与提交的不一致 · generated files differ from what is committed',
};

/** What the builds are called when they are announced. */
export const BUILD_NAMES = { console: '控制台 console', agent: '客户端 agent' };
