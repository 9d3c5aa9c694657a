import { PortError } from '../../ports/errors.ts';

/** The picture itself cannot be read: the same call fails again. */
export function unreadablePicture(reason: string, cause?: unknown): PortError {
  return new PortError({ port: 'ocr', retryable: false, reason, cause });
}

/** The engine did not answer: the same call may succeed later. */
export function failedEngine(reason: string, cause?: unknown): PortError {
  return new PortError({ port: 'ocr', retryable: true, reason, cause });
}
