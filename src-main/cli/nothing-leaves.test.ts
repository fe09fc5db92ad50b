import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs, testData, testFile } from '../common/test-data.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { bestGuard, type Guard, program, runGuarded } from './test-guard.ts';
import { runProgram } from './test-program.ts';
import { deedsInTrace } from './test-trace.ts';

const minutes = 60_000;
const guard = bestGuard();

let folder: string;
let own: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-nothing-leaves-'));
  own = join(folder, 'own');
  mkdirSync(own);
});
afterAll(() => rmSync(folder, { recursive: true }));

const library = (): string[] => ['--library', join(own, 'library')];
const familiar = (...args: string[]) => runGuarded([program, ...args, ...library()], { guard, own });

describe(`seen by ${guard}, nothing leaves this computer, and nothing is written outside of the library`, () => {
  it(
    'by an import of photos of many kinds',
    async () => {
      const formats = testData('photos') === null ? [] : [testFile('photos', 'formats', 'heic')];
      const photos = [...samplePhotos().slice(0, 2), ...formats.filter((path) => existsSync(path))];
      const { status, stderr, deeds } = await familiar('import', ...photos, '--device', 'cpu');
      expect({ status, stderr, deeds }).toEqual({ status: 0, stderr: '', deeds: [] });
    },
    2 * minutes,
  );

  it(
    'by doctor, which tries every device',
    async () => {
      const { status, stderr, deeds } = await familiar('doctor');
      expect({ status, stderr, deeds }).toEqual({ status: 0, stderr: '', deeds: [] });
    },
    2 * minutes,
  );

  it(
    'by training',
    async (test) => {
      needs('faces')(test);
      for (const person of ['Kim_Clijsters', 'Bill_Gates']) {
        const album = join(folder, 'albums', person);
        mkdirSync(album, { recursive: true });
        for (const photo of readdirSync(testFile('faces', 'lfw', person)).slice(0, 5)) {
          cpSync(testFile('faces', 'lfw', person, photo), join(album, photo));
        }
      }
      const { status, stderr, deeds } = await familiar(
        ...['train', '--albums', join(folder, 'albums'), '--scope', 'head', '--epochs', '2'],
        ...['--device', 'cpu'],
      );
      expect({ status, stderr, deeds }).toEqual({ status: 0, stderr: '', deeds: [] });
    },
    4 * minutes,
  );

  it(
    'by the app in a browser, which listens on 127.0.0.1 alone',
    async () => {
      let page = 0;
      const { deeds } = await runGuarded([program, 'serve', '--json', ...library()], {
        guard,
        own,
        async until(printed) {
          if (!printed.endsWith('\n')) return;
          page = (await fetch(JSON.parse(printed).url)).status;
          return 'SIGINT';
        },
      });
      expect({ page, deeds }).toEqual({ page: existsPage() ? 200 : 404, deeds: [] });
    },
    2 * minutes,
  );
});

it.skipIf(process.platform === 'win32')(
  'other accounts may read nothing of a library or an export',
  async () => {
    const exported = join(own, 'people.json');
    for (const args of [
      ['import', samplePhotos()[0]!, '--device', 'cpu'],
      ['export', '--format', 'json', '--output', exported],
    ]) {
      const { status, stderr } = await runProgram(...args, ...library());
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
    const all = [exported, join(own, 'library'), ...within(join(own, 'library'))];
    expect(all.map((path) => basename(path))).toEqual(
      expect.arrayContaining(['library.sqlite', 'lock.sqlite', 'index']),
    );
    expect(all.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
  },
  2 * minutes,
);

const within = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));

const existsPage = (): boolean =>
  existsSync(new URL('../../dist/renderer/index.html', import.meta.url)) ||
  existsSync(new URL('../dist/renderer/index.html', import.meta.url));

/** Actions that no part of Familiar may take; its native part is a child process that scripts cannot observe. */
const talkative = `
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
const isQuiet = () => {};
connect(9, '127.0.0.1').on('error', isQuiet);
lookup('collector.invalid', isQuiet);
const socket = createSocket('udp4').on('error', isQuiet);
socket.send('x', 9, '127.0.0.1', () => socket.close());
new Worker("require('node:net').connect(10, '127.0.0.1').on('error', () => {})", { eval: true });
try { writeFileSync(process.argv[2], 'x'); } catch (error) { console.error(error.code); }
spawnSync('sh', ['-c', 'echo id > "$HOME/device-id"']);
`;

describe.skipIf(process.platform === 'win32').each<Guard>(guard === 'strace' ? ['strace', 'node'] : ['node'])(
  'the guard %s',
  (watching) => {
    it(
      'sees connections, lookups, and files',
      async () => {
        const script = join(own, 'talkative.mjs');
        writeFileSync(script, talkative);
        const elsewhere = join(folder, 'elsewhere');
        const { deeds, stderr } = await runGuarded([script, elsewhere], { guard: watching, own });
        const told = [...deeds, stderr].join('\n');
        for (const port of [9, 10]) {
          const patterns = { strace: `connected: .*htons\\(${port}\\)`, node: `connected to .*${port}` };
          expect(told).toMatch(new RegExp(patterns[watching]));
        }
        expect(told).toMatch(watching === 'strace' ? /looked a name up/ : /looked up "collector.invalid"/);
        expect(told).toMatch(watching === 'strace' ? /sent: .*127\.0\.0\.1/ : /^sent "x"/m);
        expect(told).toMatch(watching === 'strace' ? `openat: ${elsewhere}` : /ERR_ACCESS_DENIED/);
        expect(told).toContain('left device-id in the home folder');
      },
      2 * minutes,
    );
  },
);

describe('a trace', () => {
  it('is read whole where threads interrupt each other', () => {
    const trace = [
      '7 openat(AT_FDCWD, "/home/u/.cache/id", O_RDWR|O_CREAT <unfinished ...>',
      '8 connect(20, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("1.2.3.4")}, 16 <unfinished ...>',
      '7 <... openat resumed>, 0644) = 21',
      '8 <... connect resumed>) = -1 EINPROGRESS (Operation now in progress)',
    ].join('\n');
    expect(deedsInTrace(trace, '/lib')).toEqual([
      'openat: /home/u/.cache/id',
      expect.stringContaining('connected: 20, {sa_family=AF_INET'),
    ]);
  });

  it.each([
    ['openat(AT_FDCWD, "/lib/a", O_RDWR|O_CREAT, 0644) = 3', 0],
    ['openat(AT_FDCWD, "/library2/a", O_RDWR|O_CREAT, 0644) = 3', 1],
    ['openat(AT_FDCWD, "/lib/../a", O_WRONLY) = 3', 1],
    ['openat(AT_FDCWD, "/a", O_WRONLY|O_CREAT) = -1 EACCES (Permission denied)', 0],
    ['openat(AT_FDCWD, "/a", O_RDONLY) = 3', 0],
    ['openat(AT_FDCWD, "/dev/null", O_RDWR) = 3', 0],
    ['openat(AT_FDCWD, "/etc/hosts", O_RDONLY|O_CLOEXEC) = 3', 1],
    ['rename("/lib/a", "/b") = 0', 1],
    ['mkdir("/b", 0700) = 0', 1],
    ['bind(20, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16) = 0', 0],
    ['bind(20, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("0.0.0.0")}, 16) = 0', 1],
    ['sendto(20, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(53)}, 16) = 1', 1],
    ['sendto(20, "HTTP/1.1 200", 12, 0, NULL, 0) = 12', 0],
  ])('%s', (line, deeds) => expect(deedsInTrace(`7 ${line}`, '/lib')).toHaveLength(deeds));
});
