import type { DocumentNode, GraphQLSchema } from 'graphql';
import { AppError } from '../ports/errors.ts';
import { measureDocument, type Measure } from './measure-document.ts';

/** Tokens of a document at most: a generous operation of the console has some 500. */
export const MAX_TOKENS = 3_000;
/** Fields below each other at most; the introspection of tools needs 14. */
const MAX_DEPTH = 15;
/** Fields that an operation may resolve at most, lists multiplied by their size: about 50 ms of work. */
const MAX_COST = 20_000;
/** Fields of a document with its fragments written out: what validation has to compare. */
const MAX_FIELDS = 2_000;

/** Refuses a document by its shape alone, before validation: nested fragments grow without bound there. */
export function limitShape(document: DocumentNode): void {
  refuse(measureDocument(document), MAX_FIELDS);
}

/** Refuses an operation by what it would make the hub do, with the values of its variables. */
export function limitCost(
  schema: GraphQLSchema,
  {
    document,
    operationName,
    variables,
  }: {
    document: DocumentNode;
    operationName?: string | null | undefined;
    variables: Readonly<Record<string, unknown>>;
  },
): void {
  refuse(measureDocument(document, operationName, { schema, variables }), MAX_COST);
}

function refuse({ cost, depth }: Measure, limit: number): void {
  if (depth > MAX_DEPTH) throw new AppError('LIMIT_DEPTH', { limit: MAX_DEPTH, got: depth });
  if (cost > limit) throw new AppError('LIMIT_COST', { limit, got: Math.min(cost, Number.MAX_SAFE_INTEGER) });
}
