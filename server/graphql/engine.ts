import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  type OperationTypeNode,
} from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { AppError } from '../ports/errors.ts';
import type { Log } from '../ports/log.ts';
import { type Caller, type Context, createContext, type Services } from './context.ts';
import { DocumentCache } from './document-cache.ts';
import { limitCost, limitShape, MAX_TOKENS } from './limits.ts';
import { type IsAlive, subscribeLive } from './live-subscription.ts';
import { createMaskError, type MaskError } from './mask-error.ts';

/** What runs operations, whichever way they come. */
export interface EngineOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly isAlive: IsAlive;
  readonly log: Log;
}

/** An operation as a client asks for it. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** An operation that is fit to run. */
export interface PreparedOperation {
  readonly kind: OperationTypeNode;
  readonly args: ExecutionArgs;
  readonly execute: ReturnType<Engine['yoga']['getEnveloped']>['execute'];
  readonly subscribe: ReturnType<Engine['yoga']['getEnveloped']>['subscribe'];
}

/** Runs operations under the same limits, masks and scopes over HTTP and sockets. */
export interface Engine {
  readonly yoga: ReturnType<typeof makeYoga>;
  readonly maskError: MaskError;
  /** Parses and validates, or answers why not. The context is new. */
  prepare(caller: Caller, request: OperationRequest): PreparedOperation | readonly GraphQLError[];
}

/** The API's schema as something that can be asked. */
export function createEngine(options: EngineOptions): Engine {
  const maskError = createMaskError(options.log);
  const yoga = makeYoga(options, maskError);
  const documents = new DocumentCache();
  return {
    yoga,
    maskError,
    prepare(caller, { query, operationName, variables }) {
      const contextValue = createContext(options.services, caller);
      const enveloped = yoga.getEnveloped({ ...contextValue });
      const document = documents.get(query) ?? understand(query, enveloped, maskError);
      if ('length' in document) return document;
      documents.set(query, document);
      const operation = getOperationAST(document, operationName);
      if (!operation) return [maskError(new GraphQLError('operationName does not name one operation of the document'))];
      const args = { schema: options.schema, document, contextValue, variableValues: variables ?? {}, operationName };
      return { kind: operation.operation, args, execute: enveloped.execute, subscribe: enveloped.subscribe };
    },
  };
}

type Enveloped = ReturnType<Engine['yoga']['getEnveloped']>;

function understand(
  query: string,
  { parse, validate, schema }: Enveloped,
  maskError: MaskError,
): DocumentNode | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(query) as DocumentNode;
  } catch (error) {
    return [maskError(error)];
  }
  const errors: readonly unknown[] = validate(schema, document);
  if (errors.length > 0) return errors.map((error) => maskError(error));
  return document;
}

function makeYoga({ schema, isAlive }: EngineOptions, maskError: MaskError) {
  return createYoga<Context>({
    schema,
    plugins: [limits(schema, maskError, isAlive)],
    maskedErrors: { maskError },
    logging: false,
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    // Bytes are counted before Yoga sees the request: its own counter costs half of the throughput.
    maxRequestBodySize: false,
  });
}

const ASKS_ABOUT_SCHEMA = /__(?:schema|type\b)/;

function limits(schema: GraphQLSchema, maskError: MaskError, isAlive: IsAlive): Plugin<Context> {
  const introspecting = new WeakSet<DocumentNode>();
  const refusal = (args: ExecutionArgs) => {
    const { document, operationName, variableValues } = args;
    const { principal } = args.contextValue as Context;
    try {
      if (introspecting.has(document) && !principal) throw new AppError('UNAUTHENTICATED');
      limitCost(schema, { document, operationName, variables: variableValues ?? {} });
      return undefined;
    } catch (error) {
      return { errors: [maskError(error)] };
    }
  };
  return {
    onParse({ parseFn, setParseFn, params }) {
      setParseFn((source, parseOptions) => {
        const document: DocumentNode = parseFn(source, { ...parseOptions, maxTokens: MAX_TOKENS });
        limitShape(document);
        if (ASKS_ABOUT_SCHEMA.test(String(params.source))) introspecting.add(document);
        return document;
      });
    },
    onExecute({ args, setResultAndStopExecution }) {
      const refused = refusal(args);
      if (refused) setResultAndStopExecution(refused);
    },
    onSubscribe({ args, setSubscribeFn, setResultAndStopExecution }) {
      const refused = refusal(args);
      if (refused) setResultAndStopExecution(refused);
      else setSubscribeFn((wanted: ExecutionArgs) => subscribeLive(wanted, isAlive));
    },
  };
}
