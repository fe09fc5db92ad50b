import { expect, it } from 'vitest';
import { boundOf } from './bound.ts';
import { formatReport } from './report.ts';
import type { StageTime } from './stages.ts';

it('lays the figures out as a table', () => {
  const stages: StageTime[] = [
    { stage: 'decode', msPerPhoto: 120.04, cpuMsPerPhoto: 110, networkMsPerPhoto: 0, msPerFace: null },
    { stage: 'embed', msPerPhoto: 30, cpuMsPerPhoto: 50, networkMsPerPhoto: 29, msPerFace: 4.286 },
  ];
  const cores = 2;
  const measured = { device: 'cpu', photos: 200, faces: 1400, photosPerSecond: 10 } as const;
  const text = formatReport({
    ...measured,
    seconds: 20,
    cpuSeconds: 38.5,
    peakMB: 512.3,
    cores,
    megapixels: 12,
    fileMB: 3.25,
    timedOn: { photos: 20, faces: 140 },
    stages,
    bound: boundOf(stages, { ...measured, cores }),
  });
  expect(text).toBe(`\
200 photos of 12 megapixels (3.3 MB), 7.0 faces each
networks on the CPU, 2 cores

Import: 10.00 photos a second (20.0 s, 38.5 s of CPU time), 512 MB of memory at most

Stage alone       ms/photo  CPU ms/photo       ms/face
decode               120.0         110.0
embed                 30.0          50.0          4.29
all                  150.0         160.0
(mean of 20 photos with 140 faces)

A photo occupies the cores for 80.0 ms.
A photo occupies the database for 0.0 ms.
So the cores would allow 12.50 photos a second; the import reaches 0.80 of that.
`);
});
