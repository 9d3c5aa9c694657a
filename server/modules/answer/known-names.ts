/** Names that a wrong answer most often swaps: an answer may say one only when its evidence or the customer does. */
const PLACES =
  '北京 上海 天津 重庆 广州 深圳 杭州 南京 苏州 成都 武汉 西安 郑州 长沙 青岛 宁波 东莞 佛山 沈阳 大连 济南 合肥 福州 厦门 昆明 哈尔滨 长春 石家庄 南宁 贵阳 太原 南昌 无锡 常州 温州 珠海 中山 惠州 海口 三亚 兰州 银川 西宁 拉萨 呼和浩特 乌鲁木齐 嘉兴 绍兴 金华 义乌 泉州 烟台 徐州 南通 扬州 台州 湖州 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 华东 华南 华北 华中 西南 西北 东北';
const CARRIERS = '顺丰 圆通 中通 申通 韵达 百世 极兔 德邦 邮政 京东快递 京东物流 菜鸟 天天快递 安能 跨越 壹米滴答 丹鸟';
const PAYMENTS = '微信 支付宝 花呗 云闪付 银联 信用卡 银行卡 数字人民币 对公转账 货到付款 现金 白条 余额宝 信用付';
const BANKS =
  '工商银行 建设银行 农业银行 中国银行 招商银行 交通银行 邮储银行 浦发银行 中信银行 平安银行 兴业银行 民生银行 光大银行';
const PLATFORMS =
  '淘宝 天猫 京东 拼多多 抖音 快手 小红书 闲鱼 美团 饿了么 钉钉 飞书 企业微信 公众号 小程序 微博 唯品会 携程 高德 百度';
const SYSTEMS = '安卓 鸿蒙 苹果 华为 小米 特斯拉 比亚迪 蔚来 小鹏 理想 大众 宝马 奔驰 奥迪 丰田 本田';
const COLOURS = '红色 黑色 白色 蓝色 绿色 黄色 灰色 粉色 紫色 橙色 棕色 米色 银色 金色 红灯 黄灯 绿灯 蓝灯 白灯 橙灯';
const OTHERS =
  '春节 元旦 清明 劳动节 端午 中秋 国庆 双11 双十一 双12 双十二 618 学生证 身份证 营业执照 驾驶证 行驶证 户口本 护照 社保卡 医保卡 普票 专票 增值税专用发票 增值税普通发票 电子发票 纸质发票';

export const KNOWN_NAMES: readonly string[] = [
  PLACES,
  CARRIERS,
  PAYMENTS,
  BANKS,
  PLATFORMS,
  SYSTEMS,
  COLOURS,
  OTHERS,
].flatMap((list) => list.split(' '));

/** Names that say the same. */
export const SAME_NAMES: readonly (readonly string[])[] = [
  ['双11', '双十一'],
  ['双12', '双十二'],
  ['普票', '增值税普通发票', '普通发票'],
  ['专票', '增值税专用发票', '专用发票'],
  ['电子发票', '电子票', '电子普票', '电票'],
  ['苹果', 'ios', 'iphone'],
  ['安卓', 'android'],
  ['中国银行', '中行'],
  ['工商银行', '工行'],
  ['建设银行', '建行'],
  ['农业银行', '农行'],
  ['微信', '微信支付'],
  ['邮政', 'ems'],
];

/** Common surnames that are nothing else before a title: 张经理 is a person, 客户经理 is not. */
export const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋杜叶魏苏吕丁卢姚沈钟姜崔谭陆范汪廖韦贾付邹熊孟秦邱侯尹薛闫雷龙黎史陶贺郝顾龚邵覃戴严莫孔';
/** Surnames that are common words as well: only at the beginning of a clause. */
export const DOUBTFUL_SURNAMES = '任于向常万方高金白石程余段毛钱武江马夏';
