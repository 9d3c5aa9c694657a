import { DriverException } from '@mikro-orm/postgresql';
import { AppError, isErrorCode, PortError, type ErrorDetail } from '../../ports/errors.ts';
import { saysNoTenant } from './runtime-role.ts';

/** SQLSTATE of refusals raised by our own functions: message is the code, detail its JSON. */
const REFUSAL = 'KH001';

/** Classes and codes after which the same call may succeed: lost or missing connection, no resources, start-up and shutdown, deadlock, time-out. */
const RETRYABLE = /^(08|53|57P0|40001|40P01|55P03|57014|58)/;

interface SqlFailure {
  readonly code: string;
  readonly message: string;
  readonly detail: string | undefined;
}

/** The same failure as the port's callers know it: AppError for our own refusals, else PortError. */
export function toPortFailure(error: unknown): AppError | PortError {
  if (error instanceof AppError || error instanceof PortError) return error;
  const wrapped = error instanceof DriverException ? portFailure(error) : undefined;
  if (wrapped !== undefined) return wrapped;
  const failure = sqlFailure(error);
  if (failure === undefined) {
    return new PortError({ port: 'database', retryable: true, reason: plainMessage(error), cause: error });
  }
  if (failure.code === REFUSAL && isErrorCode(failure.message)) {
    return new AppError(failure.message, parseDetail(failure.detail));
  }
  const reason = saysNoTenant(failure.message) ? 'a query without a tenant' : `${failure.code} ${failure.message}`;
  return new PortError({ port: 'database', retryable: RETRYABLE.test(failure.code), reason, cause: error });
}

/** Whether the database or its driver said so, and not the code that used it. */
export function isDatabaseFailure(error: unknown): boolean {
  return sqlFailure(error) !== undefined || error instanceof DriverException;
}

/** MikroORM makes its own exception of everything that a session throws, with our fields copied. */
function portFailure(error: DriverException): PortError | undefined {
  const { port, retryable, reason } = error as Partial<PortError>;
  if (port === undefined || retryable === undefined || reason === undefined) return undefined;
  return new PortError({ port, retryable, reason, cause: error });
}

/** Only the server's own errors carry a severity; MikroORM copies it and appends the detail to the message. */
function sqlFailure(error: unknown): SqlFailure | undefined {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return undefined;
  const [message = ''] = error.message.split('\n - detail: ');
  const detail = 'detail' in error && typeof error.detail === 'string' ? error.detail : undefined;
  return { code: String(error.code), message, detail };
}

function parseDetail(detail: string | undefined): ErrorDetail {
  if (detail === undefined || detail === '') return {};
  const value: unknown = JSON.parse(detail);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { detail };
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isPlain(item) ? item : JSON.stringify(item)]),
  );
}

function isPlain(item: unknown): item is ErrorDetail[string] {
  return item === null || ['string', 'number', 'boolean'].includes(typeof item);
}

/** Node joins the failures of several addresses into one error without a message of its own. */
function plainMessage(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(plainMessage).join('; ');
  return error instanceof Error ? error.message : String(error);
}
