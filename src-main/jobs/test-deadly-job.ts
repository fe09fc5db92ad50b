import { setTimeout as wait } from 'node:timers/promises';
import { insertJob } from '../db/jobs.ts';
import { openForWriting } from '../db/open.ts';
import { getSetting, putSetting } from '../db/settings.ts';
import { JobRunner } from './runner.ts';

/** A process for tests: runs twelve jobs, four at once; the fifth ends the process. */
const db = openForWriting(process.argv[2]!);
const isFirst = getSetting(db, 'begun') === undefined;
putSetting(db, 'begun', 'yes');
if (isFirst) for (let subject = 1; subject <= 12; subject++) insertJob(db, 'test', subject);
const runner = new JobRunner<string>(db, {
  kind: 'test',
  concurrency: 4,
  async work(subject, begun) {
    begun();
    await wait(20);
    if (subject === 5) process.kill(process.pid, 'SIGKILL');
    return 'done';
  },
  store: (into, subject, outcome) => putSetting(into, String(subject), outcome),
  done: () => {},
  failed: () => {},
  broken: (error) => {
    throw error;
  },
});
runner.run();
await runner.idle();
db.close();
