/**
 * Why the hub could not be worked with. UNREACHABLE: nobody answers there. NOT_A_HUB: something else answers.
 * INSECURE: its certificate is not trusted. REFUSED: key wrong or agent revoked. BUSY: it answers with a failure of its own.
 * REPLACED: another agent with the same id took the connection.
 */
export type HubFaultCode = 'UNREACHABLE' | 'NOT_A_HUB' | 'INSECURE' | 'REFUSED' | 'BUSY' | 'REPLACED';

/** The connection as such is in trouble; the agent says so once and keeps trying. */
export class HubFault extends Error {
  override readonly name = 'HubFault';
  readonly code: HubFaultCode;
  /** Short technical reason for the log, without secrets. */
  readonly detail: string;

  constructor(code: HubFaultCode, detail: string) {
    super(`${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

/** One operation was refused by the hub: its `extensions.code`, or INTERNAL when it carries none. */
export class HubRefusal extends Error {
  override readonly name = 'HubRefusal';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** No answer came: not connected, the line was cut, or it took too long. What was asked may or may not have happened. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** The first error of a GraphQL answer as a refusal; undefined when there is none. Accepts whatever came over the wire. */
export function refusalIn(errors: unknown): HubRefusal | undefined {
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  const first: unknown = errors[0];
  if (typeof first !== 'object' || first === null) return new HubRefusal('INTERNAL', 'unreadable error');
  const message = 'message' in first ? String(first.message) : 'no message';
  const extensions = 'extensions' in first ? first.extensions : undefined;
  const code =
    typeof extensions === 'object' && extensions !== null && 'code' in extensions
      ? String(extensions.code)
      : 'INTERNAL';
  return new HubRefusal(code, message);
}

const CERTIFICATE_CODES = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS)/;
const OTHER_PROTOCOL_CODES = /^(HPE_|EPROTO|ERR_SSL)/;

/** A failure of node:http or ws as a HubFault. */
export function connectionFault(error: unknown): HubFault {
  if (error instanceof HubFault) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = code === '' ? (error instanceof Error ? error.message : String(error)) : code;
  if (CERTIFICATE_CODES.test(code)) return new HubFault('INSECURE', detail);
  if (OTHER_PROTOCOL_CODES.test(code)) return new HubFault('NOT_A_HUB', detail);
  return new HubFault('UNREACHABLE', detail);
}
