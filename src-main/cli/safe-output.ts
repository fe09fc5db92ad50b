import { visibleText } from '../contract/visible-text.ts';

/**
 * Sees to it that no text for people steers the terminal: names of files and people come from outside. All strings
 * that are written to standard output and standard error pass through here. Documents, such as JSON, are written as
 * bytes and stay exact.
 */
export function keepTerminalSafe(
  streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr],
): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (chunk: unknown, ...rest: unknown[]) =>
      write(typeof chunk === 'string' ? visibleText(chunk) : chunk, ...rest);
  }
}

/** Standard error for what draws with a terminal's own escapes, such as a progress bar. */
export const drawnOn = (stream: NodeJS.WriteStream): NodeJS.WriteStream =>
  Object.create(stream, {
    write: { value: (text: string) => stream.write(Buffer.from(text)) },
  }) as NodeJS.WriteStream;
