import { visibleText } from '../contract/visible-text.ts';

/**
 * Escapes control characters in text for people, since names of files and people come from outside and could steer
 * the terminal. All strings for standard output and standard error pass through here. Documents such as JSON are
 * written as bytes and stay exact.
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

/** Standard error for output with its own escape sequences, such as a progress bar. */
export const drawnOn = (stream: NodeJS.WriteStream): NodeJS.WriteStream =>
  Object.create(stream, {
    write: { value: (text: string) => stream.write(Buffer.from(text)) },
  }) as NodeJS.WriteStream;
