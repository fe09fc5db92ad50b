import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import electronLog from 'electron-log/node';
import { version } from '../version.ts';
import { lineOf } from './line.ts';
import { addSink, tellsPrivate } from './log.ts';
import type { Sink } from './record.ts';

/** Size in bytes above which a log file is archived. One archive is kept, so that a log takes about twice as much. */
const largestFile = 1024 ** 2;

const openFiles = new Set<Sink>();
// Node itself tells the terminal of the error.
process.on('uncaughtExceptionMonitor', (error) => {
  const record = {
    at: new Date(),
    level: 'error',
    message: 'the process ends with an error',
    error,
  } as const;
  for (const write of openFiles) write(record);
});

export interface LogFile {
  /** Deletes what was logged so far, which holds data of the user if the level was `debug`. */
  clear(): void;
  close(): void;
}

/**
 * Writes the records of this process to `<folder>/<name>.log` until it is closed. The file is created with the first
 * record. A failure to write is ignored, since a full disk must not stop the work that is logged.
 * @param name name of the process; a file has one writer
 * @param maxSize size in bytes above which the file is archived as `<name>.old.log`
 */
export function openLogFile(folder: string, name: string, maxSize = largestFile): LogFile {
  const archive = join(folder, `${name}.old.log`);
  const logger = fileLogger(join(folder, `${name}.log`), archive, maxSize);
  let hasHeading = false;
  const write: Sink = (record) => {
    if (!hasHeading) logger.info(heading(record.at));
    hasHeading = true;
    logger[record.level](lineOf(record, tellsPrivate()));
  };
  const remove = addSink(write);
  openFiles.add(write);
  return {
    clear() {
      logger.transports.file.getFile().clear();
      if (existsSync(archive)) rmSync(archive);
      hasHeading = false;
    },
    close() {
      remove();
      openFiles.delete(write);
    },
  };
}

const heading = (at: Date): string =>
  `${at.toISOString()} info Familiar ${version}, ${process.platform} ${process.arch}, Node ${process.versions.node}`;

/** A logger of electron-log with the transport to a file alone. */
function fileLogger(current: string, archive: string, maxSize: number) {
  // Failures of a file transport are passed to the first logger's terminal.
  electronLog.transports.console.writeFn = () => {};
  const logger = electronLog.create({ logId: current });
  const { console: terminal, file, ipc, remote } = logger.transports;
  for (const transport of [terminal, ipc, remote]) if (transport) transport.level = false;
  file.setAppName('Familiar');
  file.resolvePathFn = () => current;
  file.format = ({ data }): unknown[] => data;
  file.maxSize = maxSize;
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  file.archiveLogFn = (full) => {
    try {
      renameSync(current, archive);
    } catch {
      full.clear();
    }
  };
  return logger;
}
