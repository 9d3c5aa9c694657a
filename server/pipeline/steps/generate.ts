import { randomUUID } from 'node:crypto';

import { plainDraft, spokenPassage } from '../../modules/answer/draft-text.ts';
import { buildPrompt, PROMPT_VERSION } from '../../modules/answer/prompt.ts';
import type { Prompt } from '../../modules/answer/prompt.ts';
import type { ChatAnswer, ChatModel, ChatRequest } from '../../ports/chat-model.ts';
import type { Database } from '../../ports/database.ts';
import { PortError } from '../../ports/errors.ts';
import type { TurnAttempt } from '../turn-attempt.ts';
import type { Draft, GatheredTurn, ModelUsage, TurnEvidence } from '../turn.ts';
import type { Recalled } from './recall.ts';

export interface GenerateServices {
  readonly database: Database;
  readonly chatModel: ChatModel;
  /** Answers with the best passage word for word: what remains when no model answers in time. */
  readonly template: ChatModel;
}

/** What a draft is written from. */
export interface DraftBasis {
  readonly recalled: Recalled;
  readonly evidence: readonly TurnEvidence[];
}

/** A draft together with the version of the prompt that made it; null when nothing could answer. */
export interface Generated {
  readonly draft: Draft | null;
  readonly promptVersion: string;
  /** What the call cost, to be booked by settle; null when no model was asked, or its reservation stands. */
  readonly usage: ModelUsage | null;
}

/**
 * Asks the model, reserving its cost before the call; settle books it. Past the turn's deadline, or when every model
 * failed, the template answers. Rejects only when the attempt itself was ended (new lines, the hub stops).
 */
export async function generate(
  services: GenerateServices,
  turn: GatheredTurn,
  basis: DraftBasis,
  attempt: Pick<TurnAttempt, 'signal' | 'outside'>,
): Promise<Generated> {
  const { signal } = attempt;
  const prompt = promptOf(turn, basis);
  const inTime = turn.claim.deadlineAt > turn.now;
  const asked = inTime ? await askModel(services, turn, prompt, attempt) : { answer: null, usage: null };
  if (signal.aborted && asked.usage !== null) {
    await services.database.call('book_usage', [turn.claim.tenantId, JSON.stringify(asked.usage)]);
  }
  signal.throwIfAborted();
  const answer = asked.answer ?? (await ask(services.template, requestOf(turn, prompt, signal)));
  return { draft: answer === null ? null : draftOf(answer), promptVersion: PROMPT_VERSION, usage: asked.usage };
}

function promptOf(turn: GatheredTurn, { recalled, evidence }: DraftBasis): Prompt {
  const { settings } = turn;
  return buildPrompt({
    persona: settings.persona,
    passages: evidence.map(({ id, question, answer }) => ({ id, question, answer })),
    history: recalled.window,
    summary: recalled.summary,
    question: turn.question,
    evidenceTokens: settings.evidenceTokens,
    maxOutputTokens: settings.maxOutputTokens,
  });
}

function requestOf(turn: GatheredTurn, prompt: Prompt, signal: AbortSignal): ChatRequest {
  const { maxOutputTokens, temperature } = turn.settings;
  const { system, messages, passages } = prompt;
  return { system, messages, passages, maxTokens: maxOutputTokens, temperature, signal };
}

async function askModel(
  services: GenerateServices,
  turn: GatheredTurn,
  prompt: Prompt,
  { signal: ended, outside }: Pick<TurnAttempt, 'signal' | 'outside'>,
): Promise<{ readonly answer: ChatAnswer | null; readonly usage: ModelUsage | null }> {
  const { chatModel, database } = services;
  const { turnId, tenantId, deadlineAt } = turn.claim;
  const left = AbortSignal.timeout(deadlineAt.getTime() - turn.now.getTime());
  const signal = AbortSignal.any([ended, left]);
  const call = { turnId, callId: randomUUID(), provider: chatModel.provider, model: chatModel.model };
  const reserved = { promptTokens: prompt.tokens, completionTokens: turn.settings.maxOutputTokens };
  await database.call('book_usage', [tenantId, JSON.stringify({ ...call, ...reserved, entry: 'reserved' })]);
  const answer = await outside(() => ask(chatModel, requestOf(turn, prompt, signal)));
  if (answer === null && signal.aborted) {
    // The provider may still have served the call: the reservation stands for it.
    return { answer, usage: null };
  }
  const usage: ModelUsage = {
    ...call,
    entry: 'booked',
    provider: answer?.provider ?? call.provider,
    model: answer?.model ?? call.model,
    promptTokens: answer?.promptTokens ?? 0,
    completionTokens: answer?.completionTokens ?? 0,
    cost: answer?.cost ?? 0,
  };
  return { answer, usage };
}

/** Null when the model failed: the next rung answers. */
async function ask(model: ChatModel, request: ChatRequest): Promise<ChatAnswer | null> {
  try {
    return await model.complete(request);
  } catch (cause) {
    if (cause instanceof PortError) {
      return null;
    }
    throw cause;
  }
}

function draftOf(answer: ChatAnswer): Draft {
  const { provider, model, verbatim, attempts = [] } = answer;
  const text = verbatim ? spokenPassage(answer.text) : plainDraft(answer.text, answer.truncated);
  return { text, provider, model, verbatim, attempts, tokens: answer.promptTokens + answer.completionTokens };
}
