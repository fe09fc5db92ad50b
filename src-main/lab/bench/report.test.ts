import { expect, it } from 'vitest';
import { boundOf } from './bound.ts';
import { type BenchReport, formatReport } from './report.ts';
import type { StageTime } from './stages.ts';

it('lays the figures out as a table', () => {
  const stages: StageTime[] = [
    {
      stage: 'decode',
      networkThreads: null,
      batch: null,
      msPerPhoto: 120.04,
      cpuMsPerPhoto: 110,
      networkMsPerPhoto: 0,
      msPerFace: null,
    },
    {
      stage: 'embed',
      networkThreads: 1,
      batch: 32,
      msPerPhoto: 30,
      cpuMsPerPhoto: 50,
      networkMsPerPhoto: 29,
      msPerFace: 4.286,
    },
  ];
  const cores = 2;
  const measured = { device: 'cpu', photos: 200, faces: 1400, photosPerSecond: 10 } as const;
  const report: BenchReport = {
    ...measured,
    seconds: 20,
    cpuSeconds: 38.5,
    peakMB: 512.3,
    cores,
    megapixels: 12,
    fileMB: 3.25,
    timedOn: { photos: 20, faces: 140 },
    memoryBoundMB: 1024,
    coresBusy: 0.9625,
    stages,
    tried: [],
    bound: boundOf(stages, { ...measured, cores }),
    comparison: null,
    comparisonReason: 'it is not installed',
  };
  const text = formatReport(report);
  expect(text).toBe(`\
200 photos of 12 megapixels (3.3 MB), 7.0 faces each
networks on the CPU, 2 cores

Import: 10.00 photos a second (20.0 s, 38.5 s of CPU time; the cores were busy 96 % of the time)
Memory: 512 MB at most; its bound is 1024 MB

Stage alone       ms/photo  CPU ms/photo       ms/face  best with
decode               120.0         110.0
embed                 30.0          50.0          4.29  1 thread, 32 pictures
all                  150.0         160.0
(mean of 20 photos with 140 faces)

A photo occupies the cores for 80.0 ms.
A photo occupies the database for 0.0 ms.
So the cores would allow 12.50 photos a second; the import reaches 0.80 of that.

No comparison with face-api: it is not installed
`);
  const way = { side: 4000, faces: 70, photosPerSecond: 0.5, ratio: 20 };
  const workingSize = { side: 2048, faces: 71, photosPerSecond: 1.25, ratio: 8 };
  const comparison = { with: 'face-api 1', photos: 10, wholePhotos: way, workingSize };
  expect(formatReport({ ...report, comparison, comparisonReason: null })).toContain(`
face-api 1 on 10 of the photos, on one core:
  whole photos 0.50 photos a second (70 faces); Familiar 20.0 times that
  photos of 2048 pixels 1.25 photos a second (71 faces); Familiar 8.0 times that
`);
});
