import { calibration } from './en/calibration.ts';
import { care } from './en/care.ts';
import { document } from './en/document.ts';
import { inbox } from './en/inbox.ts';
import { knowledge } from './en/knowledge.ts';
import { pages } from './en/pages.ts';
import { shell } from './en/shell.ts';
import { thread } from './en/thread.ts';
import type { Texts } from './zh-cn.ts';

export const en: Texts = { shell, inbox, thread, calibration, knowledge, document, care, ...pages };
