import type { Engine } from '../contract/engine.ts';
import { FamiliarError, toWireError } from '../contract/errors.ts';
import type { MethodName, Params, Result } from '../contract/methods.ts';
import { log } from '../logging/log.ts';
import type { Channel } from './channel.ts';
import { idOf, parseMessage, parseMethod, parseParams } from './request.ts';

/**
 * Maximum number of open calls of a channel. A view opens a few; one uncancelled call for each step of a
 * slider stays well below it.
 */
export const maxOpenCalls = 64;

/**
 * Serves an engine over a channel until the channel closes: answers every call with an id exactly once,
 * aborts cancelled calls, and all open ones at close, and forwards all events. A call stays open until its
 * handler settles, even if it is cancelled, so that the limit counts actual work. A failure that is a defect is
 * logged with its stack; only its message is sent.
 */
export function serveEngine(engine: Engine, channel: Channel): void {
  const open = new Map<number, AbortController>();
  let closed = false;

  const fail = (id: number, thrown: unknown, method?: MethodName): void => {
    const error = toWireError(thrown);
    if (error.code === 'internal')
      log.error('a call failed', { error: thrown, facts: method ? { method } : {} });
    if (!closed) channel.send({ id, error });
  };

  const call = async (id: number, method: string, params: unknown): Promise<void> => {
    if (open.has(id)) throw new FamiliarError('bad-request', `call ${id} is still open`);
    if (open.size >= maxOpenCalls) throw new FamiliarError('bad-request', 'too many open calls');
    const name = parseMethod(method);
    const parsed = parseParams(name, params);
    const controller = new AbortController();
    open.set(id, controller);
    try {
      const result = await handle(engine, name, parsed, controller.signal);
      if (!closed) channel.send({ id, result });
    } catch (thrown) {
      fail(id, thrown, name);
    } finally {
      open.delete(id);
    }
  };

  channel.onMessage((raw) => {
    const id = idOf(raw);
    try {
      const message = parseMessage(raw);
      if ('cancel' in message) open.get(message.cancel)?.abort();
      else call(message.id, message.method, message.params).catch((e: unknown) => fail(message.id, e));
    } catch (thrown) {
      if (id === null) log.warn('a message without an id was dropped', { error: thrown });
      else fail(id, thrown);
    }
  });

  const unsubscribe = engine.subscribe((event, payload) => channel.send({ event, payload }));
  channel.onClose(() => {
    closed = true;
    unsubscribe();
    for (const controller of open.values()) controller.abort();
  });
}

/** Calls a method with its own parameters, which the compiler cannot check through a table of methods. */
async function handle<M extends MethodName>(
  engine: Engine,
  method: M,
  params: Params<M>,
  signal: AbortSignal,
): Promise<Result<M>> {
  return engine.handlers[method](params, { signal });
}
