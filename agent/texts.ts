import type { HubFault, HubFaultCode } from './hub/hub-fault.ts';
import type { Text } from './log.ts';
import type { AccountState } from './wechat/driver.ts';

/** Every text the agent shows. Chinese first, English second; codes in brackets are the same in both. */

const STATES: Readonly<Record<AccountState['state'], Text>> = {
  OK: { zh: '正常', en: 'is working' },
  NOT_LOGGED_IN: { zh: '未登录，请在手机上确认登录', en: 'is not logged in, confirm on the phone' },
  WINDOW_MINIMIZED: { zh: '窗口已最小化，请还原', en: 'is minimised, restore its window' },
  UI_TREE_HIDDEN: {
    zh: '此版本不公开界面结构，无法读取',
    en: 'hides its user interface in this version and cannot be read',
  },
  UNSUPPORTED_VERSION: { zh: '版本不受支持', en: 'has a version that is not supported' },
  RATE_LIMITED: { zh: '操作过于频繁，已被微信限制', en: 'is limited by WeChat for acting too often' },
  SESSION_LOCKED: { zh: '电脑已锁屏，解锁后继续', en: 'waits for this computer to be unlocked' },
};

const HUB_TROUBLES: Readonly<Record<HubFaultCode, (url: string) => Text>> = {
  UNREACHABLE: (url) => ({
    zh: `连不上中枢 ${url}：请检查 server.url、网络，以及中枢是否已启动；会一直重试，消息先存在本机`,
    en: `cannot reach the hub at ${url}: check server.url, the network, and that the hub is running; keeps trying, messages are kept here`,
  }),
  NOT_A_HUB: (url) => ({
    zh: `${url} 有应答，但不是客服中枢：请检查 server.url 的主机和端口`,
    en: `${url} answers but is not a Kefu Hub: check host and port of server.url`,
  }),
  INSECURE: (url) => ({
    zh: `${url} 的证书不受信任：请检查地址或证书`,
    en: `the certificate of ${url} is not trusted: check the address or the certificate`,
  }),
  REFUSED: () => ({
    zh: '中枢不接受此编号和密钥：密钥写错，或该客户端已被停用。请在控制台「客户端」页重新生成，并更新 client.agent_id 与 client.api_key',
    en: 'the hub does not take this id and key: the key is wrong or the agent was revoked. Make a new one on the console page Agents and update client.agent_id and client.api_key',
  }),
  BUSY: (url) => ({
    zh: `中枢 ${url} 暂时无法服务，稍后自动重试`,
    en: `the hub at ${url} cannot serve now, trying again soon`,
  }),
  REPLACED: () => ({
    zh: '另一个使用相同 agent_id 的客户端接管了连接：请确认没有在两台电脑上使用同一份配置',
    en: 'another agent with the same agent_id took the connection over: make sure no two computers use the same configuration',
  }),
};

export function hubTrouble(fault: HubFault, url: string): Text {
  const { zh, en } = HUB_TROUBLES[fault.code](url);
  return { zh: `${zh} [${fault.code}]`, en: `${en} [${fault.code}: ${fault.detail}]` };
}

export function hubReached(url: string): Text {
  return { zh: `已连接到中枢 ${url}`, en: `connected to the hub at ${url}` };
}

/** `skewMs`: this machine's clock minus the hub's. */
export function clockIsOff(skewMs: number, off: boolean): Text {
  if (!off) return { zh: '本机时钟已校准', en: 'the clock of this computer is right again' };
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  return {
    zh: `本机时钟比中枢${skewMs > 0 ? '快' : '慢'} ${seconds} 秒，请打开系统的自动校时 [CLOCK_SKEW]`,
    en: `the clock of this computer is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the hub's, switch on automatic time [CLOCK_SKEW]`,
  };
}

export function pausedByHub(paused: boolean): Text {
  return paused
    ? {
        zh: '管理员已暂停此客户端：继续接收消息，但不发送',
        en: 'an administrator paused this agent: it reads but does not type',
      }
    : { zh: '管理员已恢复此客户端', en: 'an administrator let this agent go on' };
}

export function accountChanged(account: AccountState): Text {
  const { zh, en } = STATES[account.state];
  const detail = account.detail === undefined ? '' : ` (${account.detail})`;
  return {
    zh: `微信“${account.name}”${zh}${detail} [${account.state}]`,
    en: `WeChat "${account.name}" ${en}${detail} [${account.state}]`,
  };
}

export function diskFull(): Text {
  return {
    zh: '磁盘已满或不可写：暂停读取与发送，腾出空间后自动继续，消息不会丢失 [DISK_FULL]',
    en: 'the disk is full or cannot be written: reading and typing pause and go on by themselves when there is room, nothing is lost [DISK_FULL]',
  };
}

export function diskWritableAgain(): Text {
  return { zh: '磁盘恢复可写，继续工作', en: 'the disk can be written again, going on' };
}

export function journalSetAside(code: string, keptAs: string): Text {
  return {
    zh: `本机日志无法使用，已另存为 ${keptAs} 并新建；与中枢重新对齐，可能重复的消息会转人工确认 [${code}]`,
    en: `the journal cannot be used; it was kept as ${keptAs} and a new one made. Lines are aligned with the hub again, and what may be a repeat goes to a person [${code}]`,
  };
}

export function journalLocked(directory: string): Text {
  return {
    zh: `另一个客户端正在使用数据目录 ${directory}，请先退出它 [LOCKED]`,
    en: `another agent works with the data directory ${directory}, stop it first [LOCKED]`,
  };
}

export function journalNoRoom(directory: string): Text {
  return {
    zh: `无法写入数据目录 ${directory}：请检查磁盘空间和权限 [DISK_FULL]`,
    en: `cannot write to the data directory ${directory}: check disk space and permissions [DISK_FULL]`,
  };
}

export function keyUnusable(path: string): Text {
  return {
    zh: `密钥文件 ${path} 内容不正确：请从备份恢复；若已丢失，将其移走后重启（未上报的消息将无法解密）`,
    en: `the key file ${path} holds no key: restore it from a backup, or move it away and start again (lines not yet reported cannot be opened then)`,
  };
}

export function keyNotWritable(path: string, reason: string): Text {
  return { zh: `无法读写密钥文件 ${path}（${reason}）`, en: `cannot read or write the key file ${path} (${reason})` };
}

export function memoryOnly(): Text {
  return {
    zh: 'cache.enabled 为 false：尚未上报的消息只在内存里，进程退出即丢失',
    en: 'cache.enabled is false: what is not yet reported lives in memory only and is lost with the process',
  };
}

export function lineRefused(seq: number, code: string): Text {
  return {
    zh: `中枢拒收第 ${seq} 行，已留在本机日志 [${code}]`,
    en: `the hub refuses line ${seq}; it stays in the journal here [${code}]`,
  };
}

export function deliveryRefused(replyId: string, state: string, code: string): Text {
  return {
    zh: `中枢不接受回复 ${replyId} 的状态 ${state} [${code}]`,
    en: `the hub does not take state ${state} of reply ${replyId} [${code}]`,
  };
}

export function mediaRefused(status: number): Text {
  return {
    zh: `中枢不接受一张图片或文件（HTTP ${status}），消息文字照常上报`,
    en: `the hub does not take a picture or file (HTTP ${status}); its line is reported without it`,
  };
}

export function feedReset(reason: string): Text {
  return {
    zh: `中枢要求重新读取待发送列表 [${reason}]`,
    en: `the hub asks to read the list of replies anew [${reason}]`,
  };
}

export function driverTrouble(error: unknown): Text {
  const reason = error instanceof Error ? error.message : String(error);
  return { zh: `操作微信时出错：${reason}`, en: `driving WeChat failed: ${reason}` };
}

export function started(version: string, driver: string, journalId: string): Text {
  return {
    zh: `客户端 ${version} 已启动，驱动 ${driver}，日志 ${journalId}`,
    en: `agent ${version} started, driver ${driver}, journal ${journalId}`,
  };
}

export function stopping(): Text {
  return { zh: '正在退出：发完手头这一条', en: 'stopping: finishing the bubble at hand' };
}

export function simulatorControl(port: number): Text {
  return {
    zh: `模拟微信的控制端口 http://127.0.0.1:${port}`,
    en: `control of the simulated WeChat at http://127.0.0.1:${port}`,
  };
}

export function usage(): Text {
  return { zh: '用法：npm run agent -- --config agent.yaml', en: 'usage: npm run agent -- --config agent.yaml' };
}
