import { fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';
import { electronBinary, electronPackage } from './electron-binary.ts';
import type { DownloadMessage } from './electron-download.ts';

/** Milliseconds to wait for the first byte: the user learns within 20 s how the app opens. */
const firstByteLimit = 15_000;
/** Milliseconds without progress after which a download is given up. */
const stallLimit = 20_000;
/** Milliseconds for which a failure is remembered, so that the next starts are fast. */
const failureLifetime = 10 * 60_000;

const memory = fileURLToPath(
  new URL('../../node_modules/.cache/familiar/electron-unreachable.json', import.meta.url),
);

/**
 * Ensures that Electron's executable exists, downloading it if necessary. Mirrors and cache are configured as
 * for the `electron` package.
 * @param again true to try even after a recent failure
 * @returns its path, or the reason of the failure
 */
export async function fetchElectron({ again = false } = {}): Promise<{ path: string } | { reason: string }> {
  const present = electronBinary();
  if (present) return { path: present };
  const remembered = again ? null : recentFailure();
  if (remembered) return { reason: `${remembered} (tried a short while ago; --fetch tries again)` };

  const reason = (await download()) ?? (await unpack());
  const path = electronBinary();
  if (path && reason === null) {
    rmSync(memory, { force: true });
    return { path };
  }
  const failure = reason ?? 'it was downloaded but could not be unpacked';
  remember(failure);
  return { reason: failure };
}

/** @returns null if the archive is present, otherwise the reason */
function download(): Promise<string | null> {
  const script = fileURLToPath(new URL('./electron-download.ts', import.meta.url));
  const child = fork(script, { stdio: ['ignore', 2, 2, 'ipc'], env: proxyEnvironment() });
  return new Promise((resolve) => {
    const finish = (reason: string | null): void => {
      clearTimeout(timer);
      child.off('message', onMessage).kill('SIGKILL');
      resolve(reason);
    };
    const showProgress = progressLine();
    const onMessage = (message: DownloadMessage): void => {
      if ('failed' in message) return finish(`its download failed: ${message.failed}`);
      if ('done' in message) return finish(null);
      clearTimeout(timer);
      timer = setTimeout(finish, stallLimit, `its download stood still for ${stallLimit / 1000} s`);
      showProgress(message.received, message.total);
    };
    let timer = setTimeout(
      finish,
      firstByteLimit,
      `its download did not answer in ${firstByteLimit / 1000} s`,
    );
    child
      .on('message', onMessage)
      .on('error', ({ message }) => finish(`its download failed: ${message}`))
      .on('exit', () => finish('its download ended early'));
  });
}

/** Unpacks the archive from the cache of the download. */
async function unpack(): Promise<string | null> {
  const { code } = await runChild(process.execPath, [join(electronPackage, 'install.js')], {
    stdio: ['ignore', 2, 2],
  });
  return code === 0 ? null : 'it was downloaded but could not be unpacked';
}

/** Proxies configured for npm only are used for this download too. */
function proxyEnvironment(): NodeJS.ProcessEnv {
  const { env } = process;
  const proxy = env['npm_config_https_proxy'] || env['npm_config_proxy'];
  const given = env['HTTPS_PROXY'] || env['https_proxy'];
  return { ...env, NODE_USE_ENV_PROXY: '1', ...(proxy && !given ? { HTTPS_PROXY: proxy } : {}) };
}

/** Rewrites one line on a terminal; prints once in a log. */
function progressLine(): (received: number, total: number | null) => void {
  const { stderr } = process;
  const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
  let shown = '';
  return (received, total) => {
    const part = total ? ` ${Math.floor((100 * received) / total)} % of ${megabytes(total)} MB` : '';
    const line = stderr.isTTY ? `Downloading Electron …${part}` : 'Downloading Electron …';
    if (line === shown) return;
    const ended = stderr.isTTY && received !== total ? '' : '\n';
    stderr.write(`${stderr.isTTY ? '\r' : ''}${line}${ended}`);
    shown = line;
  };
}

function recentFailure(): string | null {
  if (!existsSync(memory)) return null;
  try {
    const { at, reason } = JSON.parse(readFileSync(memory, 'utf8')) as { at: number; reason: string };
    return Date.now() - at < failureLifetime ? reason : null;
  } catch {
    return null;
  }
}

function remember(reason: string): void {
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify({ at: Date.now(), reason }));
}
