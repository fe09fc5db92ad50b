import { firstItems } from '../../common/elements.ts';
import { openForReading } from '../../db/open.ts';
import type { Engine } from '../../contract/engine.ts';
import { libraryLayout } from '../../library/layout.ts';
import { seededRandom } from '../../common/random.ts';
import { RestorableLibrary } from '../../library/restorable-library.ts';
import { quickRecogniser } from '../quick-recogniser.ts';
import { tell, wordsOf } from './acknowledged.ts';
import { type Work, works } from './works.ts';

/**
 * Entry of a process that works on a library until it is killed: `worker.ts <library> <album> <away> <work>
 * <seed> <log>`.
 */
const [directory, album, away, name, seed, log] = firstItems(process.argv.slice(2), 6);
const work = name as Work;

const library: Engine = await RestorableLibrary.open(directory, {
  device: 'cpu',
  recogniser: work === 'recognise' ? undefined : quickRecogniser(),
  trainer: new URL('../../services/training/test-fine-tune.ts', import.meta.url).href,
  resume: true,
  watch: work === 'watch',
});
const { database } = libraryLayout(directory);
let asked = 0;

function words(): string {
  const db = openForReading(database);
  try {
    return wordsOf(db);
  } finally {
    db.close();
  }
}

await works[work]({
  library,
  directory,
  album,
  away,
  random: seededRandom(Number(seed)),
  ready: (what) => tell(log, { ready: what }),
  words,
  async ask(act, becoming) {
    const n = ++asked;
    tell(log, { begun: n, becoming });
    await act().catch(() => {});
    tell(log, { done: n, words: words() });
  },
});
// Work that ends early waits for the kill.
setInterval(() => {}, 1000);
