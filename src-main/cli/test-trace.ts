import { relative, resolve } from 'node:path';

/** System calls that reach another machine or process, or change the disk. */
export const tracedCalls = [
  'connect,sendto,sendmsg,sendmmsg,bind',
  'open,openat,openat2,creat,truncate,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2',
  'link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,chdir',
].join(',');

/**
 * Parses strace output: each connection, lookup, and change on the disk outside `own`. Failed network calls count
 * too, since an unplugged cable is no privacy.
 * @param trace output of `strace -f`, a line a call
 */
export function deedsInTrace(trace: string, own: string): string[] {
  return completeCalls(trace).flatMap((call) => deed(call, own) ?? []);
}

interface Call {
  name: string;
  args: string;
  result: string;
}

/** An interrupted call takes two lines: `open(… <unfinished ...>`, `<... open resumed>…`. */
function completeCalls(trace: string): Call[] {
  const begun = new Map<string, string>();
  const calls: Call[] = [];
  for (const line of trace.split('\n')) {
    const [, thread, text] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (thread === undefined || text === undefined) continue;
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(text);
    if (unfinished) {
      begun.set(thread, unfinished[1]!);
      continue;
    }
    const whole = text.replace(/^<\.\.\. \w+ resumed>/, () => begun.get(thread) ?? '');
    const [, name, args, result] = /^(\w+)\((.*)\) += (.*)$/.exec(whole) ?? [];
    if (name !== undefined) calls.push({ name, args: args!, result: result! });
  }
  return calls;
}

/** Files read by each host name lookup, before a name server is asked. */
const hosts = '/etc/hosts';
/** Devices that store nothing. */
const harmless = /^\/dev\/(null|zero|tty|u?random|ptmx|pts\/|dri\/|nvidia|kfd)|^\/proc\/self\//;

function deed({ name, args, result }: Call, own: string): string | null {
  if (name === 'connect') return `connected: ${args}`;
  if (name === 'bind') return /AF_UNIX|AF_NETLINK|"127\.0\.0\.1"/.test(args) ? null : `listens: ${args}`;
  if (name.startsWith('send')) return /AF_INET/.test(args) ? `sent: ${args}` : null;

  const paths = [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path]) => resolve(path!));
  if (name.startsWith('open') && !/O_CREAT|O_WRONLY|O_RDWR/.test(args)) {
    return paths[0] === hosts ? 'looked a name up' : null;
  }
  if (result.startsWith('-1') || name === 'chdir') return null;
  const outside = paths.filter((path) => !isWithin(path, own) && !harmless.test(path));
  return outside.length > 0 ? `${name}: ${outside.join(', ')}` : null;
}

const isWithin = (path: string, folder: string): boolean => !/^\.\.($|\/)/.test(relative(folder, path));
