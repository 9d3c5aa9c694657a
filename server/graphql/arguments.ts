import { z } from 'zod';

/** Ids are whole numbers of at most 18 digits. */
export const ID_TEXT = z.string().regex(/^\d{1,18}$/, 'not an id of this hub');
/** Replies have a UUID. */
export const UUID_TEXT = z.uuid();
/** A requestId, journal id or other name that a client makes up. */
export const NAME_TEXT = z.string().trim().min(1).max(100);
/** Characters of a search text at most. */
export const SEARCH_TEXT = z.string().max(100);

/** Options of the argument that every mutation has. */
export const requestIdOptions = {
  required: true,
  validate: NAME_TEXT,
  description:
    '本次请求的编号，由调用方生成；重复提交得到第一次的结果 · Made up by the caller; a repeat gets the first answer.',
} as const;

/** Options of an argument that names one thing. */
export function idOptions(description: string) {
  return { required: true, validate: ID_TEXT, description } as const;
}

/** Options of the argument that names an agent's journal. */
export const journalIdOptions = {
  required: true,
  validate: NAME_TEXT,
  description: '客户端日志的编号 · Id of the agent’s journal on disk.',
} as const;
