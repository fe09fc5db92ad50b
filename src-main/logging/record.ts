import type { ErrorCode } from '../contract/errors.ts';
import type { MethodName } from '../contract/methods.ts';
import type { ImportProgress } from '../contract/models.ts';
import type { PictureKind } from '../contract/pictures.ts';

/** Levels, the most severe first. */
export const levels = ['error', 'warn', 'info', 'debug'] as const;
export type Level = (typeof levels)[number];

/** Words of the program. None of these types admits a name or a path of the user. */
export type Word = MethodName | ErrorCode | PictureKind | ImportProgress['state'];

export interface Details {
  error?: unknown;
  facts?: Record<string, number | boolean | Word>;
  /** Data of the user, such as a path. Written at level `debug` alone. */
  private?: string;
}

export interface LogRecord extends Details {
  at: Date;
  level: Level;
  message: string;
}

export type Sink = (record: LogRecord) => void;
