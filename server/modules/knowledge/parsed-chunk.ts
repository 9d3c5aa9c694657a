import type { ChunkTokens } from '../../ports/search.ts';

/** A passage as a parser found it, before it has tokens. */
export interface ParsedPassage {
  /** Question, or the heading the text stands under; empty for running text without one. */
  readonly question: string;
  readonly answer: string;
  /** Headings above the passage, outermost first, joined by ` › `; null when there are none. */
  readonly heading: string | null;
  /** Where it begins, from 1; null when the format has no pages. */
  readonly page: number | null;
  readonly phrasings: readonly string[];
}

/** A passage ready to be stored and indexed. */
export interface ParsedChunk extends ParsedPassage {
  /** Place in the document from 0. */
  readonly position: number;
  readonly tokens: ChunkTokens;
}

/** Longest question, phrasing and answer that a table row may bring, in characters. */
export const LONGEST_QUESTION = 500;
export const LONGEST_ANSWER = 4000;
/** Tables are cut into pieces of at most this many characters: about 270 tokens, so that two fit the evidence budget. */
export const LONGEST_TABLE_PIECE = 400;
