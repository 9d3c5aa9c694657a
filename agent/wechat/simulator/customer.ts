import { pause } from '../../clock.ts';
import type { Random } from './random.ts';
import type { SimulatedWeChat } from './simulated-wechat.ts';
import type { TranscriptEntry } from './transcript.ts';

const GREETINGS = ['你好', '在吗', '您好，咨询一下', '客服在吗', '早上好'];
const THANKS = ['谢谢', '好的，明白了', '收到，谢谢', '嗯嗯', '好的谢谢，没问题了'];
const UNHAPPY = ['不是这个意思', '还是不行啊', '答非所问', '没说清楚'];
const COMPLAINTS = ['等了三天没人管，我要投诉！', '再不处理我就打12315了', '你们这是骗子公司吧，退钱'];
const DANGERS = ['充电桩冒烟了！！', '刚才闻到焦味，插头那里好像着火了', '摸桩子外壳被电了一下，是不是漏电'];
const HUMAN = ['转人工', '我要找人工客服', '能不能让真人来回答'];
const SMALL_TALK = ['哈哈', '嗯', '今天好热', '😂'];
const IMPATIENT = ['？', '在吗', '怎么没人回'];
const PHONE = ['您好，我先看一下', '稍等，我来处理', '这个我电话里跟您说'];
const OTHER_KINDS = ['[语音]', '[视频]', '[文件] 安装合同.pdf'];

/** How long customers take over things, in milliseconds at pace 1. */
const ANSWER_WITHIN = 90_000;
const BETWEEN_VISITS = { least: 40_000, most: 240_000 };

type Mood = 'plain' | 'burst' | 'twice' | 'picture' | 'voice' | 'angry' | 'danger' | 'human' | 'talk';

/** What customers ask for and how often, in parts of a whole. */
const MOODS: readonly (readonly [Mood, number])[] = [
  ['plain', 44],
  ['burst', 20],
  ['twice', 6],
  ['picture', 7],
  ['voice', 3],
  ['angry', 5],
  ['danger', 3],
  ['human', 5],
  ['talk', 7],
];
/** Share of questions after which the owner answers on the phone. */
const PHONE_SHARE = 0.02;

export interface CustomerParts {
  readonly wechat: SimulatedWeChat;
  readonly random: Random;
  readonly questions: readonly string[];
  /** Factor on every pause. */
  readonly pace: number;
  readonly stopping: AbortSignal;
  /** Customers hold their breath while it is true. */
  readonly isQuiet: () => boolean;
}

/** Where a customer speaks and under which name. */
export interface Seat {
  readonly account: string;
  readonly window: string;
  /** Group member; undefined in a private chat. */
  readonly sender?: string;
}

/** A generated customer: comes, asks, waits for the answer, thanks or grumbles, goes and comes back. */
export class Customer {
  private readonly parts: CustomerParts;
  private readonly seat: Seat;

  constructor(parts: CustomerParts, seat: Seat) {
    this.parts = parts;
    this.seat = seat;
  }

  /** Lives until stopped. */
  async live(): Promise<void> {
    const { stopping, random } = this.parts;
    await this.rest(0, BETWEEN_VISITS.least);
    while (!stopping.aborted) {
      await this.visit();
      await this.rest(BETWEEN_VISITS.least, random.between(BETWEEN_VISITS.least, BETWEEN_VISITS.most));
    }
  }

  private async visit(): Promise<void> {
    const { random } = this.parts;
    if (this.seat.sender === undefined && random.chance(0.4)) {
      this.say(random.pick(GREETINGS));
      await this.rest(800, 4_000);
    }
    await this.ask(this.mood());
    for (let questions = 1; questions < 3; questions += 1) {
      const answered = await this.hear(ANSWER_WITHIN);
      if (!answered) {
        this.say(random.pick(IMPATIENT));
        if (!(await this.hear(ANSWER_WITHIN))) return;
      }
      await this.rest(2_500, 9_000);
      if (random.chance(0.55)) break;
      if (random.chance(0.25)) this.say(random.pick(UNHAPPY));
      await this.ask('plain');
    }
    await this.rest(500, 4_000);
    if (random.chance(0.7)) this.say(random.pick(THANKS));
  }

  private async ask(mood: Mood): Promise<void> {
    const { random, questions } = this.parts;
    const question = random.pick(questions);
    switch (mood) {
      case 'plain':
        this.say(question);
        break;
      case 'burst':
        await this.burst(question);
        break;
      case 'twice':
        this.say(question);
        await this.rest(300, 1_200);
        this.say(question);
        break;
      case 'picture':
        this.picture();
        await this.rest(400, 1_300);
        if (random.chance(0.7)) this.say(question);
        break;
      case 'voice':
        this.say(random.pick(OTHER_KINDS));
        break;
      case 'angry':
        this.say(random.pick(COMPLAINTS));
        break;
      case 'danger':
        this.say(random.pick(DANGERS));
        break;
      case 'human':
        this.say(random.pick(HUMAN));
        break;
      case 'talk':
        this.say(random.pick(SMALL_TALK));
        break;
    }
    if (this.seat.sender === undefined && random.chance(PHONE_SHARE)) {
      await this.rest(2_000, 6_000);
      if (!this.parts.stopping.aborted)
        this.parts.wechat.say({ ...this.seat, by: 'phone', content: random.pick(PHONE) });
    }
  }

  /** One question in two or three lines, as people type on a phone. */
  private async burst(question: string): Promise<void> {
    const { random } = this.parts;
    const middle = Math.max(2, Math.floor(question.length / 2));
    const parts = [...(random.chance(0.5) ? ['那个'] : []), question.slice(0, middle), question.slice(middle)];
    for (const part of parts.filter((text) => text.trim() !== '')) {
      this.say(part);
      await this.rest(350, 1_250);
    }
  }

  private mood(): Mood {
    const whole = MOODS.reduce((sum, [, share]) => sum + share, 0);
    let left = this.parts.random.between(0, whole);
    for (const [mood, share] of MOODS) {
      left -= share;
      if (left < 0) return mood;
    }
    return 'plain';
  }

  private say(content: string): void {
    const { wechat, random, stopping } = this.parts;
    if (stopping.aborted) return;
    const mentioned = this.seat.sender !== undefined && random.chance(0.6);
    const text = mentioned ? `@${this.seat.account} ${content}` : content;
    wechat.say({ ...this.seat, by: 'customer', content: text, ...(mentioned ? { mentioned } : {}) });
  }

  private picture(): void {
    const { wechat, random, stopping } = this.parts;
    if (stopping.aborted) return;
    wechat.say({ ...this.seat, by: 'customer', content: '[图片]', picture: Math.floor(random.between(1, 1_000_000)) });
  }

  /** Waits for a bubble of ours; false when none came in time. */
  private async hear(within: number): Promise<boolean> {
    const { wechat, pace, stopping } = this.parts;
    const heard = new AbortController();
    const { account, window } = this.seat;
    const matches = (entry: TranscriptEntry): boolean =>
      entry.direction === 'OUT' && entry.account === account && entry.window === window;
    const unlisten = wechat.listen((entry) => {
      if (matches(entry)) heard.abort();
    });
    await pause(within * pace, AbortSignal.any([heard.signal, stopping]));
    unlisten();
    return heard.signal.aborted;
  }

  private async rest(least: number, most: number): Promise<void> {
    const { random, pace, stopping, isQuiet } = this.parts;
    await pause(random.between(least, most) * pace, stopping);
    while (isQuiet() && !stopping.aborted) await pause(500, stopping);
  }
}
