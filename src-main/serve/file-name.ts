const longestName = 255;
const deepestPath = 16;

/** Names that Windows reserves for devices, also with an extension. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f]/;

/** Does a text name exactly one visible file inside its folder? */
export function isPlainFileName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  if (name === '' || Buffer.byteLength(name) > longestName) return false;
  if (name.startsWith('.') || /[/\\]/.test(name) || control.test(name)) return false;
  if (platform !== 'win32') return true;
  return !/[<>:"|?*]|[. ]$/.test(name) && !deviceName.test(name);
}

/**
 * Parses the path of a dropped file in a URL.
 * @returns its decoded folders and name; null if a part is not a {@link isPlainFileName plain file name}
 */
export function parseFilePath(path: string): string[] | null {
  let parts: string[];
  try {
    parts = path.split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
  return parts.length <= deepestPath && parts.every((part) => isPlainFileName(part)) ? parts : null;
}
