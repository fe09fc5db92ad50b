import { setTimeout as wait } from 'node:timers/promises';
import { createRecogniser } from './recogniser.ts';

/**
 * A process for tests: begins to recognise the photos that it is given and closes the recogniser in the middle,
 * again and again, each time a little later: while the networks are loaded, then while they run. Prints how many
 * photos were under way each time.
 */
const paths = process.argv.slice(2);
const plan = { threads: 1, networkThreads: 1, photos: 4, photosDecoded: 2 };

async function closeAfter(milliseconds: number, whenReady: boolean): Promise<number> {
  const recogniser = createRecogniser('cpu', { plan: () => plan });
  const settled = Promise.allSettled(paths.map((path) => recogniser.recognise(path)));
  while (whenReady && recogniser.device === null) await wait(1);
  await wait(milliseconds);
  await recogniser.close();
  return (await settled).filter(({ status }) => status === 'rejected').length;
}

for (let time = 50; time <= 450; time += 100) {
  console.log(await closeAfter(time, false), await closeAfter(time, true));
}
