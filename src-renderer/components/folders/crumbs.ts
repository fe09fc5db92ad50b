/** A folder on the way to another one. */
export interface Crumb {
  name: string;
  path: string;
}

/** The folders on the way to an absolute path, from the root (`/`, `C:\\`) on; the last is the path itself. */
export function crumbsOf(path: string): Crumb[] {
  const isShare = path.startsWith('\\\\');
  const isDrive = /^[A-Za-z]:/.test(path);
  const separator = isShare || isDrive ? '\\' : '/';
  const start = isShare ? '\\\\' : isDrive ? '' : '/';
  const names = path.split(separator).filter((part) => part !== '');
  const crumbs = names.map((name, index) => ({
    name,
    path: start + names.slice(0, index + 1).join(separator),
  }));
  // A drive alone would mean its current folder: its root ends with the separator.
  const [drive] = crumbs;
  if (isDrive && drive) drive.path += separator;
  return start === '/' ? [{ name: '/', path: '/' }, ...crumbs] : crumbs;
}
