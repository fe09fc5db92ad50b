/**
 * URL of a sibling module, for starting it as a thread or a process of its own. Sources run as `.ts`, the
 * build as `.js`; the sibling has the ending of the module that asks.
 * @param importer `import.meta.url` of the caller
 * @param sibling relative path without ending, such as `./recognition-worker`
 */
export function siblingModule(importer: string, sibling: string): URL {
  return new URL(sibling + (importer.endsWith('.ts') ? '.ts' : '.js'), importer);
}
