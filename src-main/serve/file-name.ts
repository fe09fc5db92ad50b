const longestName = 255;
const deepestPath = 16;

/** Names that Windows keeps for devices, also with an ending. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f]/;

/** Whether a text can only ever name one visible file inside the folder that it is put into. */
export function isPlainFileName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  if (name === '' || Buffer.byteLength(name) > longestName) return false;
  if (name.startsWith('.') || /[/\\]/.test(name) || control.test(name)) return false;
  if (platform !== 'win32') return true;
  return !/[<>:"|?*]|[. ]$/.test(name) && !deviceName.test(name);
}

/**
 * Reads the path of a dropped file, as it stands in a URL.
 * @returns its decoded folders and name; null where a part is no {@link isPlainFileName plain file name}
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
