import type { FileOutcome, ReadFile } from './file-outcomes.ts';

/** Number of slowest files that a report names. */
const namedFiles = 5;

/** Outcomes of decoding many files. */
export interface FileReport {
  files: number;
  /** Number of files by outcome; only outcomes that occurred. */
  outcomes: Partial<Record<FileOutcome, number>>;
  /** Numbers of files, and of decoded files, by format. */
  kinds: Record<string, { files: number; decoded: number }>;
  /** Number of refused files by the reason shown to users. */
  reasons: Record<string, number>;
  /** Paths of files that ended the process that decoded them. */
  crashes: string[];
  /** Paths of files that took longer than the limit. */
  hangs: string[];
  /** Slowest files, slowest first. */
  slowest: { path: string; seconds: number }[];
}

/** @param read called after every file */
export async function reportFiles(files: AsyncIterable<ReadFile>, read = () => {}): Promise<FileReport> {
  const all: ReadFile[] = [];
  for await (const file of files) {
    all.push(file);
    read();
  }
  const counts = (keys: string[]): Record<string, number> =>
    Object.fromEntries([...Map.groupBy(keys, (key) => key)].map(([key, { length }]) => [key, length]));
  const pathsOf = (outcome: FileOutcome) =>
    all.filter((file) => file.outcome === outcome).map(({ path }) => path);
  return {
    files: all.length,
    outcomes: counts(all.map(({ outcome }) => outcome)),
    kinds: Object.fromEntries(
      [...Map.groupBy(all, ({ kind }) => kind)].map(([kind, files]) => {
        const decoded = files.filter(({ outcome }) => outcome === 'decoded').length;
        return [kind, { files: files.length, decoded }];
      }),
    ),
    reasons: counts(all.flatMap(({ reason }) => reason ?? [])),
    crashes: pathsOf('crash'),
    hangs: pathsOf('hang'),
    slowest: all
      .toSorted((a, b) => b.seconds - a.seconds)
      .slice(0, namedFiles)
      .map(({ path, seconds }) => ({ path, seconds })),
  };
}

/** The report as text for a terminal. */
export function formatFiles({
  files,
  outcomes,
  kinds,
  reasons,
  crashes,
  hangs,
  slowest,
}: FileReport): string {
  const rows = (counts: Record<string, number>) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([what, n]) => `${String(n).padStart(8)}  ${what}`);
  const lines = [
    `${files} files, ${crashes.length} crashes, ${hangs.length} hangs`,
    '',
    ...rows(outcomes),
    '',
    'decoded, by kind',
    ...Object.entries(kinds)
      .sort(([, a], [, b]) => b.files - a.files)
      .map(([kind, one]) => `${String(one.decoded).padStart(8)} of ${one.files} ${kind}`),
    '',
    'why they were refused',
    ...rows(reasons),
    '',
    'slowest, in seconds',
    ...slowest.map(({ path, seconds }) => `${seconds.toFixed(2).padStart(8)}  ${path}`),
    ...[...crashes, ...hangs].map((path) => `!  ${path}`),
  ];
  return `${lines.join('\n')}\n`;
}
