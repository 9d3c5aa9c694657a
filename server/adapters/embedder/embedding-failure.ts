import type { ChatFault } from '../../ports/chat-model.ts';
import { PortError } from '../../ports/errors.ts';
import { brokenCall, type CallFailure } from '../chat-model/model-failure.ts';

/** A failed call to an embedding model; `fault` tells whether the text, the provider or the caller was to blame. */
export class EmbeddingFailure extends PortError {
  readonly fault: ChatFault;

  constructor({ fault, ...failure }: CallFailure) {
    super({ port: 'embedder', ...failure });
    this.fault = fault;
  }
}

/** An answer that is not what the protocol promises. */
export function brokenAnswer(reason: string): EmbeddingFailure {
  return new EmbeddingFailure(brokenCall(reason));
}
