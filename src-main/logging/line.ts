import { fileURLToPath } from 'node:url';
import type { LogRecord } from './record.ts';

/** Maximum length of a record in characters. */
export const longestLine = 8000;
const mostFrames = 12;
const mostCauses = 3;

/** Folder of the program, which is cut from the paths of stack frames. */
const program = new URL('../..', import.meta.url);
const prefixes = [program.href, fileURLToPath(program)];

/**
 * A record as text: time, level, message, facts, and the error with its stack frames on lines of their own.
 * @param withPrivate include data of the user and the messages of errors
 */
export function lineOf(record: LogRecord, withPrivate: boolean): string {
  const { at, level, message, facts = {}, error } = record;
  const parts = [at.toISOString(), level, message];
  for (const [name, value] of Object.entries(facts)) parts.push(`${name}=${value}`);
  if (withPrivate && record.private !== undefined) parts.push(JSON.stringify(record.private));
  const text = parts.join(' ');
  const described = error === undefined ? '' : describeError(error, withPrivate);
  return `${text}${described && `: ${described}`}`.slice(0, longestLine);
}

/** An error by its kind, code and place in the program; with its message where that is wanted. */
function describeError(error: unknown, withMessage: boolean, depth = 0): string {
  if (!(error instanceof Error)) return withMessage ? String(error) : `thrown ${typeof error}`;
  const { code } = error as NodeJS.ErrnoException;
  const words = [className(error)];
  if (typeof code === 'string' && /^[\w-]{1,40}$/.test(code)) words.push(code);
  if (withMessage) words.push(error.message);
  const lines = [words.join(' '), ...framesOf(error)];
  if (error.cause !== undefined && depth < mostCauses)
    lines.push(`  caused by ${describeError(error.cause, withMessage, depth + 1)}`);
  return lines.join('\n');
}

/** `error.name` can be set to any text, the name of a class cannot. */
const className = (error: Error): string => error.constructor.name || 'Error';

/** Stack frames inside the program and Node. The message, which precedes them, is left out. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message);
  const frames = (start < 0 ? '' : stack.slice(start + message.length)).split('\n').slice(1);
  return frames
    .map((frame) => prefixes.reduce((rest, prefix) => rest.replaceAll(prefix, ''), frame.trim()))
    .filter((frame) =>
      /^at (async )?([^()]* \()?(node:|(dist|src-main|node_modules)[\\/])[^()]*\)?$/.test(frame),
    )
    .slice(0, mostFrames)
    .map((frame) => `    ${frame}`);
}
