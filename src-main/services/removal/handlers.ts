import { absolutePath } from '../../common/absolute-path.ts';
import type { Handlers, MethodName } from '../../contract/methods.ts';
import type { RemovalTarget } from '../../contract/removals.ts';
import type { Removals } from './removals.ts';

type RemovalMethod = Extract<MethodName, `removal.${string}`>;

/** Methods of the contract that remove photos, folders and people. */
export function removalHandlers(removals: Removals): Pick<Handlers, RemovalMethod> {
  return {
    'removal.plan': async ({ target }) => removals.plan(withAbsolutePath(target)),
    'removal.remove': async ({ target }) => removals.remove(withAbsolutePath(target)),
    'removal.list': () => ({ removals: removals.list() }),
    'removal.putBack': ({ id }) => removals.putBack(id),
    'removal.purge': (options) => removals.purge(options),
  };
}

function withAbsolutePath(target: RemovalTarget): RemovalTarget {
  if (target.kind === 'folder') absolutePath(target.path);
  return target;
}
