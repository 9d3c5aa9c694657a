/** Everything `npm run embedder` says to people: Chinese first, English second. */
export const EMBEDDER_TEXTS = {
  /** @param {string} folder */
  installing: (folder) =>
    `正在安装语义检索模型（约 200 MB，首次约需半分钟）：${folder}\nInstalling the model that finds by meaning (about 200 MB, half a minute the first time) …`,
  /** @param {string} version */
  noPython: (version) =>
    [
      `需要 Python ${version} 或更新版本，本机没有找到。 · Python ${version} or newer is needed and was not found.`,
      '  Debian / Ubuntu: sudo apt install python3 python3-venv',
      '  Windows: winget install Python.Python.3.12   （或 · or https://www.python.org/downloads/，勾选 · tick “Add python.exe to PATH”）',
      '  macOS: brew install python   （或 · or xcode-select --install）',
    ].join('\n'),
  /** @param {string} output */
  noVenv: (output) =>
    [
      '无法建立 Python 环境。 · The Python environment could not be made.',
      '  Debian / Ubuntu: sudo apt install python3-venv',
      '  Windows / macOS: 请安装 python.org 的完整 Python · install the full Python of python.org',
      output,
    ].join('\n'),
  /** @param {string} output */
  installFailed: (output) =>
    `pip 安装失败，请检查网络或 pip 源后重试。 · pip could not install it. Check the network or pip's index, then try again.\n${output}`,
  /** @param {string} value */
  badPort: (value) => `EMBEDDER_PORT 应为 1–65535 的整数 · must be a whole number 1–65535: ${value}`,
  starting: '正在启动… · Starting …',
  /** @param {string} url */
  ready: (url) =>
    `就绪：${url}。中枢会在几秒内自动发现它，Ctrl+C 结束。\nReady at ${url}. The hub finds it by itself within seconds; Ctrl+C ends it.`,
  /** @param {string} url */
  running: (url) => `已在运行：${url} · It is running already.`,
  /** @param {string} why @param {number} seconds */
  again: (why, seconds) =>
    `模型服务已停止（${why}），${seconds} 秒后重启。 · The model's server ended (${why}); starting it again in ${seconds} s.`,
  ended: '已结束，中枢改为只按词检索。 · Ended; the hub now searches by words alone.',
};
