/**
 * URL of a sibling module, for starting it as a thread or process. Sources run as `.ts`, builds as `.js`; the
 * sibling has the extension of the caller.
 * @param importer `import.meta.url` of the caller
 * @param sibling relative path without extension, such as `./recognition-worker`
 */
export function siblingModule(importer: string, sibling: string): URL {
  return new URL(sibling + (new URL(importer).pathname.endsWith('.ts') ? '.ts' : '.js'), importer);
}
