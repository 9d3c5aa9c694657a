import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, GifEncoder, loadImage, type SKRSContext2D } from '@napi-rs/canvas';
import { ROOT } from '../../support/source-tree.ts';

/** Pictures of test/fixtures/ocr and what is written on them, line by line. Drawn for this project with Noto Sans CJK. */
export const WRITTEN = {
  /** Three bubbles of a chat. */
  'chat.png': [
    '您好，订单KF20260318什么时候发货？',
    '预计3月20日从杭州仓发出，',
    '运单号会发到您的手机。',
    '充电桩屏幕显示E03，',
    '已经断电重启过两次',
  ],
  /** A price list with lines round its cells. */
  'table.webp': ['型号功率价格质保', 'AC-7K7kW1,299元24个月', 'AC-11K11kW1,899元24个月', 'DC-60K60kW38,500元36个月'],
  /** A label held askew, 8 degrees. */
  'label.jpg': [
    '交流充电桩',
    '型号：KF-AC07',
    '序列号：SN26031800427',
    '额定电压：220V额定电流：32A',
    '生产日期：2026年03月18日',
  ],
  /** A clean page of running text. */
  'page.png': [
    '第一章安装前的准备。安装前请确认进线电压为220V，电流不小于40A，接地电阻不',
    '大于4Ω。室外安装应选用防护等级IP54以上的立柱，离地高度1.2至1.5米。第二章首',
    '次使用。接通电源后等待30秒，指示灯由红变绿表示自检通过。打开手机应用，扫描',
    '机身二维码，输入出厂密码860427完成绑定；若3分钟内没有操作，绑定模式会自动',
    '退出。第三章常见故障。屏幕显示E03时说明接地异常，请先关闭上级空气开关，检',
    '查接地线是否松动；显示E07时说明枪头温度超过85℃，应停止充电并等待20分钟。',
    '第四章售后服务。整机质保24个月，枪线质保12个月；人为损坏、进水和私自拆机不',
    '在质保范围内。报修请拨打400-820-1376，工作时间为每日8:30至20:00，工程师会',
    '在48小时内上门。寄修请附上购买凭证与故障说明，邮寄地址：杭州市余杭区文一西',
    '路969号3幢2层售后部。',
  ],
} as const;

export type PictureName = keyof typeof WRITTEN;

export function pictureNamed(name: PictureName): Buffer {
  return readFileSync(join(ROOT, 'test', 'fixtures', 'ocr', name));
}

/** A white sheet. */
export function blankPicture(width = 64, height = 48): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  return canvas.toBuffer('image/png');
}

/** The same picture in other formats. */
export async function inOtherFormats(picture: Buffer): Promise<Readonly<Record<string, Buffer>>> {
  const context = await drawn(picture);
  return {
    jpeg: context.canvas.toBuffer('image/jpeg', 90),
    webp: context.canvas.toBuffer('image/webp', 90),
    'moving gif': movingGif(context),
    bmp: bitmap(context),
    'jpeg of a camera held sideways': await heldSideways(context),
  };
}

async function drawn(picture: Buffer): Promise<SKRSContext2D> {
  const image = await loadImage(picture);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context;
}

function pixels(context: SKRSContext2D): Uint8ClampedArray {
  return context.getImageData(0, 0, context.canvas.width, context.canvas.height).data;
}

/** Two frames; the second is black. */
function movingGif(context: SKRSContext2D): Buffer {
  const { width, height } = context.canvas;
  const encoder = new GifEncoder(width, height);
  encoder.addFrame(new Uint8Array(pixels(context)), width, height, { delay: 100 });
  encoder.addFrame(new Uint8Array(width * height * 4), width, height, { delay: 100 });
  return encoder.finish();
}

/** 24 bits a pixel, rows from the bottom. */
function bitmap(context: SKRSContext2D): Buffer {
  const { width, height } = context.canvas;
  const data = pixels(context);
  const rowBytes = (width * 3 + 3) & ~3;
  const file = Buffer.alloc(54 + rowBytes * height);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  for (const [value, at] of [
    [54, 10],
    [40, 14],
    [width, 18],
    [height, 22],
  ] as const) {
    file.writeUInt32LE(value, at);
  }
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let place = 0; place < width * height; place += 1) {
    const [x, y] = [place % width, Math.floor(place / width)];
    const at = 54 + (height - 1 - y) * rowBytes + x * 3;
    for (const channel of [0, 1, 2]) file[at + channel] = data[place * 4 + 2 - channel] ?? 0;
  }
  return file;
}

/** Turned a quarter to the left, with the note (Exif orientation 6) that it must be shown turned to the right. */
async function heldSideways({ canvas }: SKRSContext2D): Promise<Buffer> {
  const turned = createCanvas(canvas.height, canvas.width);
  const context = turned.getContext('2d');
  context.translate(0, canvas.width);
  context.rotate(-Math.PI / 2);
  context.drawImage(canvas, 0, 0);
  const jpeg = await turned.encode('jpeg', 90);
  const note = Buffer.from('45786966000049492a0008000000010012010300010000000600000000000000', 'hex');
  const head = Buffer.from([0xff, 0xe1, 0, note.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, note, jpeg.subarray(2)]);
}

/** The header of a picture that says it is so large, and nothing behind it. */
export const HEADERS = {
  png: (width: number, height: number): Buffer => {
    const file = Buffer.alloc(33);
    file.write('89504e470d0a1a0a0000000d49484452', 0, 'hex');
    file.writeUInt32BE(width, 16);
    file.writeUInt32BE(height, 20);
    file.write('0802000000', 24, 'hex');
    return file;
  },
  jpeg: (width: number, height: number): Buffer => {
    const file = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc00011080000000003012200021101031101', 'hex');
    file.writeUInt16BE(height, 25);
    file.writeUInt16BE(width, 27);
    return file;
  },
  gif: (width: number, height: number): Buffer => {
    const file = Buffer.from('474946383961000000008000000000', 'hex');
    file.writeUInt16LE(width, 6);
    file.writeUInt16LE(height, 8);
    return file;
  },
  'webp with extras': (width: number, height: number): Buffer => {
    const file = Buffer.from('524946460000000057454250565038580a0000001000000000000000000000', 'hex');
    file.writeUIntLE(width - 1, 24, 3);
    file.writeUIntLE(height - 1, 27, 3);
    return file;
  },
  bmp: (width: number, height: number): Buffer => {
    const file = Buffer.alloc(54);
    file.write('BM');
    file.writeUInt32LE(40, 14);
    file.writeInt32LE(width, 18);
    file.writeInt32LE(-height, 22);
    return file;
  },
} as const;
