import { required } from '../../common/elements.ts';
import { embeddingDimension } from '../../common/vectors.ts';
import type { DeviceName, DeviceRequest } from '../../contract/models.ts';
import type { Library } from '../../library/library.ts';
import { openLibrary } from '../../library/open.ts';
import type { ModelSummary } from '../../services/models/models.ts';
import { exitCodes } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import { printJson } from '../options.ts';
import { barOnTerminal } from '../progress-bar.ts';
import { count, deviceWords, duration } from '../words.ts';

export interface SwitchCommandOptions {
  library: string;
  device: DeviceRequest;
  json?: boolean;
}

/** Number of faces below which the 128 directions of a projection are unreliable. */
const fewFaces = 4 * embeddingDimension;

/** Report of a command that promotes a model. */
interface SwitchReport extends Pick<ModelSummary, 'id' | 'kind' | 'source' | 'width' | 'projection'> {
  /** True if the model is in force now; false if the command was stopped. */
  active: boolean;
  /** Faces with a vector of the model, and those embedded now. */
  faces: number;
  embedded: number;
  /** The chosen distance before, and its equivalent in the new model. */
  distance: { before: number; after: number } | null;
  device: DeviceName | null;
  seconds: number;
}

/**
 * Opens a library, promotes a model and reports it. Ctrl-C stops after the photos under way.
 * @param choose selects the model
 */
export async function runSwitch(
  { library: directory, device, json }: SwitchCommandOptions,
  choose: (library: Library) => Promise<string>,
): Promise<void> {
  const started = performance.now();
  const interrupt = onInterrupt();
  const library = await openLibrary(directory, { device });
  const bar = barOnTerminal('{bar} {value}/{total} faces');
  try {
    const stop = () => void library.models.stop();
    const id = await choose(library);
    bar?.start(0, 0);
    interrupt.signal.addEventListener('abort', stop);
    const using = library.models.use(id, ({ done, total }) => {
      bar?.setTotal(total);
      bar?.update(done);
    });
    if (interrupt.signal.aborted) stop();
    const switched = await using;
    bar?.stop();
    const model = required((await library.models.list()).find((one) => one.id === id));
    const { kind, source, width, projection, active, faces } = model;
    const report: SwitchReport = {
      ...{ id, kind, source, width, projection, active, faces },
      embedded: switched?.embedded ?? 0,
      distance: switched?.distance ?? null,
      device: switched?.device?.name ?? null,
      seconds: (performance.now() - started) / 1000,
    };
    if (json) printJson(report);
    else if (switched) process.stdout.write(describe(report));
    if (!switched) {
      process.stderr.write(`Stopped. The same command, or familiar model resume, goes on from here.\n`);
      process.exitCode = exitCodes.interrupted;
    }
  } finally {
    bar?.stop();
    interrupt.release();
    await library.close();
  }
}

function describe(report: SwitchReport): string {
  const { id, width, projection, faces, embedded, distance, device, seconds } = report;
  const lines = [`${id} is in use.`];
  if (embedded > 0) {
    const on = device ? ` on the ${deviceWords[device]}` : '';
    lines.push(`Looked at ${count(embedded, 'face')} anew${on} (${duration(seconds)}).`);
  } else if (faces === 0) {
    lines.push('The library has no faces yet: what its distances stand for is not known.');
  } else {
    lines.push(`All ${count(faces, 'face')} had been looked at with it before.`);
  }
  if (projection && projection.faces > 0) {
    const kept = `${(100 * projection.kept).toFixed(1)} % of them kept`;
    lines.push(
      `Its ${width} numbers a face are projected to 128, fitted to ${count(projection.faces, 'face')} (${kept}).`,
    );
  }
  if (projection && (width ?? 0) > embeddingDimension && projection.faces < fewFaces) {
    lines.push('That is a fit to few faces: removed and added again when there are more, it will do better.');
  }
  if (distance && distance.before !== distance.after) {
    const [before, after] = [distance.before, distance.after].map((value) => Number(value.toFixed(3)));
    lines.push(`Distance ${before} has become ${after}: as many strangers are nearer.`);
  }
  return `${lines.join('\n')}\n`;
}
