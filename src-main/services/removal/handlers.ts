import { isAbsolute } from 'node:path';
import { FamiliarError } from '../../contract/errors.ts';
import type { Handlers, MethodName } from '../../contract/methods.ts';
import type { RemovalTarget } from '../../contract/removals.ts';
import type { Removals } from './removals.ts';

type RemovalMethod = Extract<MethodName, `removal.${string}`>;

/** Methods of the contract that remove photos, folders and people. */
export function removalHandlers(removals: Removals): Pick<Handlers, RemovalMethod> {
  return {
    'removal.plan': async ({ target }) => removals.plan(absolute(target)),
    'removal.remove': async ({ target }) => removals.remove(absolute(target)),
    'removal.list': () => ({ removals: removals.list() }),
    'removal.putBack': async ({ id }) => {
      await removals.putBack(id);
      return {};
    },
    'removal.purge': (options) => removals.purge(options),
  };
}

/** Paths are absolute, since the page has no working directory. */
function absolute(target: RemovalTarget): RemovalTarget {
  if (target.kind === 'folder' && !isAbsolute(target.path)) {
    throw new FamiliarError('bad-request', `${target.path} is no absolute path`);
  }
  return target;
}
