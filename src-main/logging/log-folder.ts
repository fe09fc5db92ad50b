import { join } from 'node:path';

/** Folder of a library's log files; a file for each kind of process that works on it. */
export const logFolder = (library: string): string => join(library, 'logs');
