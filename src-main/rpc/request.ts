import { z } from 'zod';
import { FamiliarError } from '../contract/errors.ts';
import type { ClientMessage } from '../contract/messages.ts';
import { methods } from '../contract/methods.ts';
import type { MethodName, Params } from '../contract/methods.ts';

const callId = z.number().int().nonnegative();
const identified = z.object({ id: callId });
const clientMessage = z.union([
  z.strictObject({ id: callId, method: z.string(), params: z.unknown() }),
  z.strictObject({ cancel: callId }),
]);

/** The id of a message, even if the rest of it is invalid; null without an id to answer to. */
export function idOf(message: unknown): number | null {
  const parsed = identified.safeParse(message);
  return parsed.success ? parsed.data.id : null;
}

/** @throws FamiliarError `bad-request` for anything that is not a {@link ClientMessage}. */
export function parseMessage(message: unknown): ClientMessage {
  const parsed = clientMessage.safeParse(message);
  if (!parsed.success) {
    throw new FamiliarError('bad-request', 'a message is {id, method, params} or {cancel}');
  }
  return parsed.data;
}

/** @throws FamiliarError `bad-request` if the contract has no such method. */
export function parseMethod(method: string): MethodName {
  if (!Object.hasOwn(methods, method)) throw new FamiliarError('bad-request', `no method '${method}'`);
  return method as MethodName;
}

/** @throws FamiliarError `bad-request`, with every parameter that the contract does not allow. */
export function parseParams<M extends MethodName>(method: M, params: unknown): Params<M> {
  const parsed = methods[method].params.safeParse(params);
  if (parsed.success) return parsed.data as Params<M>;
  const issues = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new FamiliarError('bad-request', `${method}: ${issues.join('; ')}`);
}
