/**
 * Ways to say the same thing in everyday Chinese, one group a line; the first word names the group in tokens that are
 * stored, so it must not be renamed without a new TOKENS_VERSION. A word may belong to several groups.
 */
const GROUPS = `
怎么 如何 怎样 咋 咋样 怎么样 怎么办 咋办 怎么弄 咋弄 怎么搞 怎么着
为什么 为何 为啥 怎么会 干嘛 咋回事 怎么回事 什么原因 啥原因 何故
什么 啥 什么样 哪些 哪种 哪类 何种
哪里 哪儿 哪 在哪 什么地方 那里 何处 哪边
多少钱 价格 价钱 费用 收费 多少 报价 几钱 怎么卖 几块 价位 贵不贵 售价
多久 多长时间 几天 多少天 几个小时 什么时候 何时 啥时候 几时 时间 几点
能不能 可以 可不可以 能否 可否 是否可以 能 可以吗 行不行 行吗 好不好 得不得 能不
是否 是不是 有没有 有无
没有 没 无 木有 没得
退款 退钱 返款 把钱退
退货 退掉 退了 退回
换货 更换 调换 换一个 换个 替换
开通 申请 办理 开启 打开 启用 激活 开
关闭 取消 停用 注销 关掉 停掉 解除 退订 关 销户
使用 用 操作 怎么用 使用方法
购买 买 下单 订购 选购 采购 入手 拍下
快递 物流 包裹 运送 配送 送货 发货
到账 到帐 入账 收到钱 进账
坏 故障 损坏 坏了 失灵 出问题 毛病 不好使 用不了 不能用 无法使用 没反应 不工作
修 维修 修理 检修 报修 返修
保修 质保 保修期 质保期 三包
发票 开票 票据 专票 普票
账号 帐号 账户 帐户 户头
密码 口令
手机 电话 手机号 电话号码 号码 联系方式 联系电话
地址 位置 住址 在什么位置
提高 提升 增加 加大 调高 涨
减少 降低 降 调低 下降
还款 还钱 还 偿还 还清 还上
借款 借钱 贷款 借
喜欢 爱 中意 喜爱
好看 漂亮 美 帅 好美 靓 美丽
聪明 机灵 不笨 智慧
傻 笨 蠢 智障
便宜 优惠 打折 折扣 划算 实惠 降价 活动 促销
推荐 介绍 建议
区别 差别 不同 不一样 差异 区分
坏处 害处 危害 伤害 副作用 影响 不良
好处 优点 优势 益处 作用 用处 功效
查询 查 查看 看 查找 查下 查一下 看看
修改 改 更改 变更 改变 改成 更正
删除 删 删掉 清除 去掉 去除 清理
下载 安装 装
支付 付款 付钱 缴费 交钱 交费 缴款 付费 付
信用卡 卡片
说 讲 告诉 聊
知道 晓得 清楚 了解 明白 懂
妈妈 母亲 老妈 妈
爸爸 父亲 老爸 爸
孩子 小孩 宝宝 儿童 娃 小朋友 小孩子
老婆 妻子 媳妇 太太
老公 丈夫 先生
睡觉 睡 睡眠 休息 困
吃饭 吃 食用 用餐
高兴 开心 快乐 愉快
生气 发火 恼火
难过 伤心 不开心 难受
照片 图片 相片 图像 图
电脑 计算机 笔记本 pc
自行车 单车 脚踏车
马上 立刻 立即 现在 目前 当前 如今
最近 近期 近来 这几天
以前 之前 从前 原来 过去
以后 之后 今后 后来
需要 要 必须 得
想 想要 打算 准备 希望
必要 需不需要 要不要 用不用
条件 要求 资格 门槛
材料 资料 证件 手续 文件
流程 步骤 程序 过程
方法 办法 方式 法子 途径
限制 限额 上限 额度
失败 不成功 没成功 不行 无法 不能 不了 没法
成功 完成 好了
提前 预先 提早
延期 延长 推迟 延后 展期
允许 准许 让
帮助 帮忙 帮 协助
公司 企业 单位
学习 学 学会 学好
考试 考 测试
名字 姓名 名称 叫什么 起名
意思 含义 什么意思 啥意思
英语 英文
歌 歌曲 音乐 首歌
电影 影片 片子 大片
小说 书 书籍
游戏 手游 网游
女朋友 女友 对象
男朋友 男友
减肥 瘦身 减脂 瘦
怀孕 孕妇 孕期
治疗 治 医治 怎么治
症状 表现 迹象
痘痘 痘 青春痘 粉刺
老师 教师 讲师
充电 充 充电时 冲电
充值 充钱 冲值
速度 快慢 快 多快
大小 尺寸 尺码 多大 号码 码数
重量 多重 重
颜色 色 花色
质量 品质
声音 音量 响 噪音
慢 卡 卡顿 迟缓
很 非常 特别 十分 超级 挺 太 好
全部 所有 都 一共 总共 全
一起 一块 共同 同时
别人 他人 人家 其他人
自己 本人 我自己
晚上 夜里 夜间 半夜
早上 早晨 上午 清晨
牌子 品牌 什么牌
比较 对比 相比 哪个好
笑话 段子 搞笑
合同 协议 签约
积分 点数 红利
门店 实体店 店面 分店 网点 营业厅
客服 人工 服务热线
上门 到家 来家里
赠品 礼品 送的 赠送 礼物
库存 现货 有货 存货
会员 vip
旧 老 二手
新 全新
丢 丢失 弄丢 遗失 不见 掉了 找不到
忘 忘记 忘了
错 错误 弄错 填错 搞错 写错
少 缺 漏 少发
晚 迟 超时 逾期 过期
试 试用 体验 试试
`;

/** Words of each group by the token that stands for the group. */
export type SynonymTable = ReadonlyMap<string, readonly string[]>;

/** Builds the table from groups of words; the first word of a group names it unless told otherwise. */
export function synonymTable(
  groups: readonly (readonly string[])[],
  named: (index: number) => string = (index) => `~${groups[index]?.[0] ?? ''}`,
): SynonymTable {
  const table = new Map<string, string[]>();
  for (const [index, group] of groups.entries()) {
    const name = named(index);
    for (const word of new Set(group)) {
      const names = table.get(word);
      if (names) names.push(name);
      else table.set(word, [name]);
    }
  }
  return table;
}

/** The groups every tenant starts with. */
export const DEFAULT_SYNONYMS: SynonymTable = synonymTable(
  GROUPS.trim()
    .split('\n')
    .map((line) => line.split(' ')),
);
