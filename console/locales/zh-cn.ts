import { calibration } from './zh-cn/calibration.ts';
import { care } from './zh-cn/care.ts';
import { document } from './zh-cn/document.ts';
import { inbox } from './zh-cn/inbox.ts';
import { knowledge } from './zh-cn/knowledge.ts';
import { pages } from './zh-cn/pages.ts';
import { shell } from './zh-cn/shell.ts';
import { thread } from './zh-cn/thread.ts';

/** Every text of the console; Chinese is the measure, the other language has the same keys. */
export const zhCN = { shell, inbox, thread, calibration, knowledge, document, care, ...pages } as const;

type Widened<Node> = { readonly [Key in keyof Node]: Node[Key] extends string ? string : Widened<Node[Key]> };

/** The shape another language must fill. */
export type Texts = Widened<typeof zhCN>;

type Paths<Node> = {
  [Key in keyof Node & string]: Node[Key] extends string ? Key : `${Key}.${Paths<Node[Key]>}`;
}[keyof Node & string];

/** A text by its path, checked by the compiler. */
export type TextKey = Paths<typeof zhCN>;
