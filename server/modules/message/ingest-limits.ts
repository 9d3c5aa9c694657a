import { AppError } from '../../ports/errors.ts';
import { MAX_CONTENT, MAX_LINES, MAX_NAME } from './ingest.ts';
import type { IngestInput, ReportedLine } from './ingest.ts';
import { storable } from './storable.ts';

const MEDIA_HASH = /^[0-9a-f]{64}$/;

/** Limits of a whole report; throws, because such a report was not made by an agent of ours. */
export function checkIngest(input: IngestInput): void {
  if (input.messages.length > MAX_LINES) {
    throw new AppError('LIMIT_BATCH', { limit: MAX_LINES, got: input.messages.length });
  }
  if (input.account.length === 0 || input.account.length > MAX_NAME) {
    throw new AppError('BAD_INPUT', { field: 'account', limit: MAX_NAME });
  }
}

/** Why one line cannot be accepted; undefined when it can. The other lines of the report are not harmed. */
export function refusedLine(line: ReportedLine): AppError | undefined {
  if (line.content.length > MAX_CONTENT) {
    return new AppError('LIMIT_TEXT', { field: 'content', limit: MAX_CONTENT, got: line.content.length });
  }
  const names = {
    clientMessageId: line.clientMessageId,
    window: line.chat.window,
    name: line.chat.name,
    externalId: line.chat.externalId ?? '',
    sender: line.sender ?? '',
    senderKey: line.senderKey ?? '',
  };
  const long = Object.entries(names).find(([, value]) => value.length > MAX_NAME);
  if (long !== undefined) {
    return new AppError('LIMIT_TEXT', { field: long[0], limit: MAX_NAME, got: long[1].length });
  }
  // An id is compared, not read: one that cannot be stored as it is would be another one.
  if (line.clientMessageId === '' || storable(line.clientMessageId) !== line.clientMessageId) {
    return new AppError('BAD_INPUT', { field: 'clientMessageId' });
  }
  if (line.chat.window === '') {
    return new AppError('BAD_INPUT', { field: 'window' });
  }
  if (line.mediaHash != null && !MEDIA_HASH.test(line.mediaHash)) {
    return new AppError('BAD_INPUT', { field: 'mediaHash' });
  }
  return Number.isFinite(line.ageMs) && line.ageMs >= 0 ? undefined : new AppError('BAD_INPUT', { field: 'ageMs' });
}
