/**
 * Every way in which Familiar can refuse or fail, as a closed set of codes. The renderer and the command
 * line turn a code into words; the message that travels beside it is English detail for logs and reports.
 */
export const errorCodes = [
  'bad-request',
  'not-found',
  'cancelled',
  'library-busy',
  'library-newer',
  'library-damaged',
  'library-unwritable',
  'disk-full',
  'model-missing',
  'model-damaged',
  'model-unsuitable',
  'device-unavailable',
  'path-missing',
  'photo-unreadable',
  'photo-unsupported',
  'photo-damaged',
  'photo-too-large',
  'vector-unsound',
  'metadata-damaged',
  'output-unwritable',
  'tool-missing',
  'edit-outdated',
  'name-in-photo',
  'import-running',
  'training-busy',
  'training-collapsed',
  'too-few-people',
  'too-few-faces',
  'connection-lost',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An expected failure. Anything thrown that is not one of these is a defect and maps to `internal`. */
export class FamiliarError extends Error {
  override readonly name = 'FamiliarError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** True for an error of one photo, after which others can be processed. */
export function isOfPhoto(thrown: unknown): boolean {
  const { code } = toWireError(thrown);
  return code.startsWith('photo-') || code === 'path-missing';
}

/** The error as it crosses a process boundary. */
export interface WireError {
  code: ErrorCode;
  message: string;
}

/** Reduces anything thrown to a code and a message. */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof FamiliarError) return { code: thrown.code, message: thrown.message };
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return { code: 'cancelled', message: 'cancelled' };
  }
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}
