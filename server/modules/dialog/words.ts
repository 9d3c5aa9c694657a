/**
 * Words that decide, as data. A line is `word` or `word: phrase phrase …`, the phrases being those in which the word means
 * something else; a phrase that is said covers the word in it. Tenants add their own.
 */
export interface GuardedWord {
  readonly word: string;
  /** Phrases that hold the word innocently. */
  readonly except: readonly string[];
}

function guarded(table: string): readonly GuardedWord[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [word = '', phrases = ''] = line.split(':');
      return { word: word.trim(), except: phrases.split(' ').filter((phrase) => phrase !== '') };
    });
}

function plainWords(list: string): readonly GuardedWord[] {
  return list
    .trim()
    .split(/\s+/)
    .map((word) => ({ word, except: [] }));
}

/** Hands off at once: something burns, smokes, shocks, leaks or bursts, or somebody is hurt. */
export const DANGER_WORDS = guarded(`
着火: 着火点 防着火 会着火吗 能着火吗 不着火 不会着火 着火等级 着火能撑 会不会着火 着火温度
起火: 起火点 防起火 不起火 会起火吗 容易起火吗 会不会起火
失火: 失火保险
走火: 走火入魔
冒烟: 冒烟测试 冒烟用例 冒烟道具 嗓子冒烟 忙得冒烟 忙到冒烟 热到冒烟 渴得冒烟 冒烟时长 冒烟熏 冒烟效果 会不会冒烟 会冒烟吗 祖坟冒烟 冒烟就响 冒烟机 无烟 冒烟环境
冒黑烟
冒白烟
冒咽
火花: 火花塞 擦出火花 火花思维 思想火花
火星: 火星人 火星文 火星探测
明火: 明火灶 无明火 明火炒 明火煮 禁止明火 严禁明火 没有明火 不能接触明火 怕明火
打火: 打火机 打火石 打火灶 打火锅
烧焦: 烧焦洋芋
焦糊
糊味
焦味
烧起来: 会烧起来吗
烧着: 烧着吃
烧化: 会烧化吗
烧黑: 锅烧黑
烧了个洞
点着了: 打火点着了
自燃: 会自燃吗 防自燃 自燃险 不自燃 会不会自燃
灭火器在哪: 灭火器在哪买
漏电: 漏电保护 漏电开关 漏电断路器 漏电流 防漏电 漏电检测 怕漏电 会漏电吗 会不会漏电 漏电测试 不漏电 漏电电流 漏电等级 漏电模块
漏店了
触电: 触电急救 防触电 怕触电 会触电吗 会不会触电 触电后能 触电保护 触电后自动
电到我: 送电到我 充电到我
电到人: 送电到人
被电: 被电话 被电脑 被电商 被电信 被电动 被电池 被电影 被电梯
电死
电晕: 电晕处理 电晕机 电晕线
麻手
手麻: 手麻辣
麻了我
麻得很: 麻得很香 辣麻得很
外壳带电
水有电
爆炸: 爆炸图 爆炸头 爆炸贴 防爆炸 销量爆炸 爆炸好看 信息爆炸 爆炸式 爆炸性 会爆炸吗 会不会爆炸 人气爆炸 爆炸多 爆炸盐 爆炸糖 好吃到爆炸 气到爆炸 好看到爆炸 爆炸螺丝
炸了: 气炸了 炸了吗好吃 炸了一锅 美炸了 油炸了 炸了吃
要炸了: 肺要炸了 气得要炸了 头要炸了
煤气味
燃气味
煤气泄漏: 煤气泄漏报警
燃气泄漏: 燃气泄漏报警
天然气泄漏: 天然气泄漏报警
漏气了: 轮胎漏气了 气球漏气了 床垫漏气了 泳圈漏气了 气垫漏气了
氨气漏
鼓包: 鼓包赔吗 会鼓包吗 鼓包了能换 地板鼓包 墙皮鼓包 漆面鼓包
呼吸困难
喘不上气
流血: 流血事件
出血: 出血线 出血条 出血位 大出血甩卖
夹住了: 夹住了衣服
夹到手
夹人
撞到人
压着人
砸到人
烫伤: 烫伤膏 烫伤药 会烫伤吗 防烫伤
中毒: 中毒症 电脑中毒 手机中毒 系统中毒 中毒了怎么杀
窒息
晕倒
触电身亡
误吞
困里面
救命: 救命钱 救命稻草
`);

/** Hands off: a threat, an accusation, a third party called in. */
export const COMPLAINT_WORDS = guarded(`
投诉: 投诉电话要印 投诉建议箱 投诉箱 投诉处理 投诉管理 投诉率 投诉模块 不是要投诉 不是投诉 不想投诉 没想投诉 不会投诉 不投诉 投诉撤了 撤销投诉 投诉我撤 投诉已撤 取消投诉 客户投诉 用户投诉 业主投诉 顾客投诉 上次投诉 投诉电话是多少 投诉电话几点 投诉渠道 售后投诉电话 投诉工单 投诉单 投诉流程 投诉培训 投诉话术 留投诉 投诉举报邮箱
举报: 举报信箱 举报奖励 举报箱 举报有奖 被举报 举报功能 举报电话牌 举报邮箱
12315: 12315标识 12315的电话要写 房号12315 编号12315 12315贴纸 12315公示
12345: 房号12345 编号12345 密码12345 12345上山 123456
市长热线
差评: 差评能 差评率 差评师 没有差评 改差评 看不到差评 点成差评 点错差评 收到个差评 差评返现活动 差评里说 买家的差评 差评改 不给差评 不会差评 有差评吗 差评多吗 改好评 差评在哪 删差评 差评怎么 回复差评 差评我可以改 差评可以改
骗子: 不是骗子吧 怕遇到骗子 怕骗子 遇到骗子了 是骗子吗 不是骗子 防骗子 骗子酒馆
骗钱
骗人: 不骗人 骗人吗 没骗人 不会骗人
欺诈: 反欺诈 防欺诈 不是欺诈吧
诈骗: 防诈骗 反诈骗 不是诈骗吧 是诈骗吗 怕诈骗 电信诈骗险
黑心: 黑心棉检测 黑心棉吗 不是黑心棉
黑店
维权: 消费者维权讲座 维权讲座 维权方面的书 维权的书 维权课 维权论文 主题是消费者维权 维权流程
曝光: 曝光量 曝光参数 曝光补偿 曝光机 曝光台 过度曝光 长时间曝光 曝光合作 曝光时间 曝光度 曝光率 多重曝光 二次曝光 增加曝光 提高曝光 曝光不足 曝光推广 曝光值 曝光灯
上热搜
上315
315晚会
3.15晚会
媒体见
避雷贴
拉横幅
起诉: 起诉状模板 起诉实训 起诉流程 起诉书模板 起诉课
诉讼: 诉讼费多少 诉讼课 诉讼法
仲裁: 仲裁课 仲裁员 仲裁法 仲裁流程
告你们: 转告你们 报告你们 告你们一声 告你们个
告到底
立案: 立案流程
律师函: 律师函模板 律师函怎么写
找律师: 你们帮找律师 帮我找律师
律师联系你们
律师会联系
交给律师
法院见
法院告
法庭
法律程序
追究: 不追究
撕破脸
消协
消费者协会
消保委
工商局: 工商局注册 工商局备案 工商局年检 去工商局办
工商投诉
市场监管: 市场监管局备案 市场监管备案
市监局: 市监局备案
平台介入: 不用平台介入 取消平台介入
退一赔三: 支持退一赔三 是退一赔三 退一赔三吗
假一赔十: 支持假一赔十 承诺假一赔十 是假一赔十 正品假一赔十 假一赔十吗
三倍赔偿: 三倍赔偿吗
索赔: 索赔流程 索赔单 索赔系统 保险索赔
报警: 报警器 报警码 报警灯 报警声 报警代码 报警功能 报警信息 报警提示 报警记录 一直报警 老报警 报警了 显示报警 故障报警 会报警 报警音 在报警 报警怎么 高温报警 低压报警 漏水报警 自动报警 报警装置 报警灯亮 总报警 又报警 不报警 报警电话贴 报警号 报警是什么 报警E 报警F 机器报警 设备报警 面板报警 报警复位 报警解除 烟雾报警 系统报警
已经报警
报经侦
给个说法: 能给个说法吗谢谢
给我个说法
这事没完
没完没了的推
`);

/** Roles and names for a person that an answerer is exchanged for; alone they are no wish, see handoff-wish.ts. */
export const PERSON_WORDS = guarded(`
人工客服
人工坐席
人工服务: 人工服务费
人工: 人工费 人工智能 人工成本 人工洗 人工草 人工湖 人工牙 人工审核 人工工时 人工录 人工授 人工搬 人工增雨 人工翡翠 人工挑 人工缝 人工打款 人工时 人工呼吸 人工和材料 人工一米 安装人工 纯人工 人工这块 人工智障 人工降 人工养 人工合成 人工耳 人工关节 人工晶 人工种植 人工操作 人工宝石 人工材料 含人工 包人工 人工含 人工多少钱 人工怎么算 人工价 人工安装 人工钱
真人: 真人秀 真人cs 真人发 真人头发 真人一对一 真人模特 真人上身 真人图 真人外教 真人版 真人实拍 真人照 真人配音
活人
`);

/** Raises the priority and does not by itself hand off. */
export const URGENT_WORDS = guarded(`
退款: 退款政策 退款规则 支持退款吗
故障: 故障码表 故障率 故障代码表
紧急: 紧急联系人 紧急停止按钮 紧急出口 紧急按钮多少
严重: 严重超预算
出事
`);

export const CLOSING_WORDS = plainWords(
  '谢谢 拜拜 再见 解决了 好了 没问题了 没事了 没有了 不用了 就这样 晚安 祝您生活愉快 感谢来电 感谢接听',
);
/** 不行, 不好 and 差 only where nothing follows that turns them round; single characters only as words of their own. */
export const DISSATISFIED_WORDS = guarded(`
不行: 行不行 能不能行 不行吗 可不可行
不好: 好不好 不好意思 不好说 不好吗
垃圾: 垃圾袋 垃圾桶 垃圾分类 垃圾车 垃圾邮件 垃圾短信 垃圾箱 清理垃圾 装修垃圾 垃圾处理 厨余垃圾 倒垃圾
差: 差不多 差别 差价 差点 差一点 差旅 时差 出差 温差 色差 误差 压差 差异 落差 差额 补差 差多少 差评 差几 还差 差一 差两 相差
烂: 灿烂 烂尾 破烂 烂熟
退货: 退货地址 退货政策 支持退货 能退货吗 怎么退货
投诉: 不是要投诉 不是投诉
没用: 没用过 还没用 没用完 没用上
答非所问
`);
/** In an answer: it is none. */
export const NOT_AN_ANSWER_WORDS = plainWords('抱歉 无法 暂时 失败 错误');
/** A new matter is announced. */
export const SHIFT_SIGNALS = plainWords(
  '对了 另外 还有个问题 还有一个问题 换个问题 再问个问题 顺便问 不说这个了 话说 还想问 再请教 还有件事 还有个事 另一个问题 再咨询 还要咨询 还有就是 还有一个',
);
/** Begins a conversation. */
export const OPENING_WORDS = plainWords(
  '你好 您好 在吗 在不在 有人吗 哈喽 hello hi 早上好 上午好 下午好 中午好 晚上好 喂 打扰了 请问在吗',
);

export const PRESALES_WORDS = plainWords('报价 价格 参数 型号 交期 样机 招标 折扣 含税 功率 枪型 多少钱');
export const AFTERSALES_WORDS = plainWords('故障 报错 报警码 返修 保修 上门 无法充电 安装 调试 工单 序列号');
export const PARTNER_WORDS = plainWords('代理 渠道 合作 资质 分销 招募 返点 区域');

/** Words of each kind of dialog, the seed of the keyword rules. */
export const KIND_WORDS = {
  chitchat: plainWords(
    '你好 您好 早上好 晚上好 谢谢 感谢 好的 嗯 哦 是的 明白了 收到 天气 心情 再见 拜拜 晚安 早安 辛苦了 不客气 哈哈',
  ),
  inquiry: plainWords(
    '怎么 如何 什么 哪个 哪种 为什么 怎样 支持 功能 特点 区别 对比 优势 使用方法 操作步骤 说明 介绍 教程 政策 规定 要求 条件 流程 方法 价格 报价 多少钱 吗 呢 多大 多久 有没有 能不能 可以吗 是不是',
  ),
  business: plainWords(
    '订单 库存 有货 发货 物流 快递 账单 付款 退款 发票 合同 签约 查询 修改 取消 确认 下单 购买 催 改地址 补发 换货 退货 单号 拍下 拍了 没收到',
  ),
  complaint: plainWords('投诉 举报 12315 差评 骗子 维权 曝光 起诉 太差 失望 垃圾 坑人 欺骗 再也不 什么态度 无语 恶心'),
} as const;
