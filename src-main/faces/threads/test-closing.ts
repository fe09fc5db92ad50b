import { setTimeout as wait } from 'node:timers/promises';
import { createRecogniser } from '../recogniser.ts';

/**
 * A process for tests: starts recognising the given photos and closes the recogniser after increasing delays,
 * while the networks are loaded and while they run. Its first argument is the number of seconds after which a thread that
 * has not ended is to be terminated. Prints the number of open photos each time.
 */
const [seconds, ...paths] = process.argv.slice(2);
const plan = { threads: 1, networkThreads: 1, photos: 4, photosDecoded: 2 };

async function closeAfter(milliseconds: number, whenReady: boolean): Promise<number> {
  const recogniser = createRecogniser('cpu', { plan: () => plan, secondsToEnd: Number(seconds) });
  const settled = Promise.allSettled(paths.map((path) => recogniser.recognise(path)));
  while (whenReady && recogniser.device === null) await wait(1);
  await wait(milliseconds);
  await recogniser.close();
  return (await settled).filter(({ status }) => status === 'rejected').length;
}

for (let time = 50; time <= 450; time += 100) {
  console.log(await closeAfter(time, false), await closeAfter(time, true));
}
