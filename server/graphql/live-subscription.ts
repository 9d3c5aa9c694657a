import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { AppError } from '../ports/errors.ts';
import type { Principal } from '../ports/principal.ts';
import { type Context, createContext } from './context.ts';

/** Whether whoever a token names may still act. */
export type IsAlive = (principal: Principal) => Promise<boolean>;

/**
 * Subscribes so that each event is executed in a context of its own: loaders never show what they read for an earlier
 * event. Before each event the token is asked whether it still holds; when it does not, the stream ends UNAUTHENTICATED.
 * One document, set of variables and scope could be executed once for many subscribers here.
 */
export async function subscribeLive(
  args: ExecutionArgs,
  isAlive: IsAlive,
): Promise<AsyncIterableIterator<ExecutionResult, void, undefined> | ExecutionResult> {
  const context = args.contextValue as Context;
  const source = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in source)) return source;
  const events = source[Symbol.asyncIterator]();
  const results: AsyncIterableIterator<ExecutionResult, void, undefined> = {
    async next() {
      const event = await events.next();
      if (event.done) return { done: true, value: undefined };
      if (!context.principal || !(await isAlive(context.principal))) {
        await events.return?.();
        throw new AppError('UNAUTHENTICATED', { reason: 'expired' });
      }
      const contextValue = createContext(context.services, context);
      const value = await execute({ ...args, rootValue: event.value, contextValue });
      return { done: false, value };
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}
