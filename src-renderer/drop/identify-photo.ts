import { FamiliarError, type WireError } from '../../src-main/contract/errors.ts';
import type { Result } from '../../src-main/contract/methods.ts';
import { sessionHeaders } from '../connection/session.ts';

/**
 * Has `familiar serve` look at a photo, of which it keeps nothing.
 * @throws FamiliarError with the engine's code; the signal's reason once it aborts
 */
export async function identifyPhoto(
  photo: Blob,
  distance: number,
  signal: AbortSignal,
): Promise<Result<'faces.identify'>> {
  const answer = await fetch(`/identify?distance=${distance}`, {
    method: 'POST',
    headers: sessionHeaders(),
    body: photo,
    signal,
  });
  const body: unknown = await answer.json();
  if (answer.ok) return body as Result<'faces.identify'>;
  const { code, message } = (body as { error: WireError }).error;
  throw new FamiliarError(code, message);
}
