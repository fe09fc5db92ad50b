/** A refusal by libheif, with its own codes (`heif_error_code`, `heif_suberror_code` in `heif_error.h`). */
export class HeifError extends Error {
  override readonly name = 'HeifError';
  readonly code: number;
  readonly subcode: number;

  constructor(code: number, subcode: number, message: string) {
    super(message);
    this.code = code;
    this.subcode = subcode;
  }
}
