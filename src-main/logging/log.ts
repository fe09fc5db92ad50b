import { lineOf } from './line.ts';
import { type Details, type Level, levels, type Sink } from './record.ts';

const defaultLevel: Level = 'info';

/** The level of the environment variable `FAMILIAR_LOG_LEVEL`; `info` for a missing or unknown one. */
export function logLevel(): Level {
  const asked = process.env.FAMILIAR_LOG_LEVEL;
  return levels.find((level) => level === asked) ?? defaultLevel;
}

/** True if records may state data of the user. */
export const tellsPrivate = (): boolean => logLevel() === 'debug';

/** Writes warnings and errors to stderr. */
const toTerminal: Sink = (record) => {
  if (levels.indexOf(record.level) > levels.indexOf('warn')) return;
  // eslint-disable-next-line no-console -- the one place where the log reaches the terminal
  console.error(lineOf(record, tellsPrivate()));
};

let terminal = toTerminal;
const sinks = new Set<Sink>();

/**
 * Adds a receiver of records.
 * @returns a function that removes it
 */
export function addSink(sink: Sink): () => void {
  sinks.add(sink);
  return () => void sinks.delete(sink);
}

/**
 * Passes records to a function instead of the terminal.
 * @returns a function that ends this
 */
export function captureLog(sink: Sink): () => void {
  terminal = sink;
  return () => void (terminal = toTerminal);
}

const writer =
  (level: Level) =>
  (message: string, details: Details = {}): void => {
    if (levels.indexOf(level) > levels.indexOf(logLevel())) return;
    const record = { at: new Date(), level, message, ...details };
    terminal(record);
    for (const sink of sinks) sink(record);
  };

/**
 * The log of this process. A message is a constant. Data of the user goes into `private`, and an error's message is
 * treated as such.
 */
export const log = {
  error: writer('error'),
  warn: writer('warn'),
  info: writer('info'),
};
