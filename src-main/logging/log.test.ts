import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FamiliarError } from '../contract/errors.ts';
import { captureLog, log } from './log.ts';
import { openLogFile } from './log-file.ts';

let folder: string;
let restore: () => void;
const read = (name = 'engine'): string => readFileSync(join(folder, `${name}.log`), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'familiar-log-'));
  restore = captureLog(() => {});
});
afterEach(() => {
  restore();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** An error as file system and engine make them: a name and a path in the message and in the error's own fields. */
function failure(): Error {
  const cause = Object.assign(new Error("ENOENT: open '/photos/Ada\n    at Ada (/photos/Ada/1.jpg:1:1)'"), {
    code: 'ENOENT',
    path: '/photos/Ada/1.jpg',
  });
  const error = new FamiliarError('internal', 'Ada Lovelace is in /photos/Ada', { cause });
  return Object.assign(error, { name: 'Ada' });
}

describe('the file', () => {
  it('begins with the version and holds each record with time, level, facts and the place of an error', () => {
    const file = openLogFile(folder, 'engine');
    log.info('an import ended', { facts: { photos: 12, state: 'done' } });
    log.error('a call failed', { error: failure(), facts: { method: 'people.name' } });
    file.close();
    log.error('after the end');
    const lines = read().trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z info Familiar \d+\.\d+\.\d+, \w+ \w+, Node 2\d/);
    expect(lines[1]).toMatch(/^\S+Z info an import ended photos=12 state=done$/);
    expect(lines[2]).toMatch(/^\S+Z error a call failed method=people\.name: FamiliarError internal$/);
    expect(lines[3]).toMatch(/^ {4}at failure \(src-main[/\\]logging[/\\]log\.test\.ts:\d+:\d+\)$/);
    expect(lines).toContain('  caused by Error ENOENT');
    expect(read()).not.toContain('after the end');
  });

  it('is made with the first record, for its user alone', () => {
    const file = openLogFile(folder, 'engine');
    expect(readdirSync(folder)).toEqual([]);
    log.info('the library was opened');
    file.close();
    expect(readdirSync(folder)).toEqual(['engine.log']);
    if (process.platform !== 'win32') expect(statSync(join(folder, 'engine.log')).mode & 0o077).toBe(0);
  });

  it('does not outgrow twice its bound and one record', () => {
    const file = openLogFile(folder, 'engine', 20_000);
    const error = new Error('x'.repeat(100_000));
    vi.stubEnv('FAMILIAR_LOG_LEVEL', 'debug');
    for (let i = 0; i < 300; i++) log.error('a call failed', { error, facts: { i } });
    file.close();
    expect(readdirSync(folder).sort()).toEqual(['engine.log', 'engine.old.log']);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThan(30_000);
    expect(read()).toContain('i=299');
  });

  it('continues one that an earlier process left', () => {
    writeFileSync(join(folder, 'engine.log'), 'before\n');
    const file = openLogFile(folder, 'engine');
    log.info('the library was opened');
    file.close();
    expect(read()).toMatch(/^before\n.* info Familiar .*\n.* info the library was opened\n$/);
  });

  it('is emptied with its archive', () => {
    const file = openLogFile(folder, 'engine', 100);
    for (let i = 0; i < 3; i++) log.info('the library was opened');
    file.clear();
    expect(readdirSync(folder)).toEqual(['engine.log']);
    expect(read()).toBe('');
    log.info('the library was closed');
    file.close();
    expect(read()).toMatch(/^\S+ info Familiar .*\n.* info the library was closed\n$/);
  });

  it('holds the error with which a process ends', () => {
    const fatal = () => (process as NodeJS.EventEmitter).emit('uncaughtExceptionMonitor', failure());
    const file = openLogFile(folder, 'engine');
    fatal();
    file.close();
    fatal();
    expect(read().match(/error the process ends with an error: FamiliarError internal\n/g)).toHaveLength(1);
  });

  it('that cannot be written lets the work go on', () => {
    writeFileSync(join(folder, 'logs'), 'a file in the way');
    const file = openLogFile(join(folder, 'logs'), 'engine');
    expect(() => log.error('a call failed')).not.toThrow();
    expect(() => file.clear()).not.toThrow();
    file.close();
  });
});

describe('data of the user', () => {
  const details = () => ({ error: failure(), private: '/photos/Ada/1.jpg' });

  it.each(['', 'info', 'warn', 'error', 'everything'])('is not written at level %j', (level) => {
    vi.stubEnv('FAMILIAR_LOG_LEVEL', level);
    const file = openLogFile(folder, 'engine');
    log.error('a photo failed', details());
    log.error('a photo failed', { error: 'Ada' });
    file.close();
    expect(read()).toContain('a photo failed');
    expect(read()).toContain('thrown string');
    expect(read()).not.toMatch(/Ada|photos\//);
  });

  it('is written at level debug', () => {
    vi.stubEnv('FAMILIAR_LOG_LEVEL', 'debug');
    const file = openLogFile(folder, 'engine');
    log.error('a photo failed', details());
    file.close();
    expect(read()).toContain('"/photos/Ada/1.jpg"');
    expect(read()).toContain('Ada Lovelace is in /photos/Ada');
  });

  it('is not written to the terminal either', () => {
    restore();
    const terminal = vi.spyOn(console, 'error').mockImplementation(() => {});
    log.warn('a photo failed', details());
    log.info('an import ended');
    const told = terminal.mock.calls;
    terminal.mockRestore();
    expect(told).toHaveLength(1);
    expect(told[0]![0]).toMatch(/ warn a photo failed: FamiliarError internal\n/);
    expect(told[0]![0]).not.toMatch(/Ada|photos\//);
  });
});

it.each([
  ['error', 1],
  ['warn', 2],
  ['info', 3],
])('level %s admits %i of three records', (level, count) => {
  vi.stubEnv('FAMILIAR_LOG_LEVEL', level);
  const records: string[] = [];
  restore();
  restore = captureLog((record) => records.push(record.level));
  log.error('one');
  log.warn('two');
  log.info('three');
  expect(records).toHaveLength(count);
});
