import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { siblingModule } from '../../common/module-url.ts';
import { FamiliarError, toWireError, type WireError } from '../../contract/errors.ts';

/**
 * Measuring in a process of its own, so that neither its time nor its peak of memory has anything to do with
 * what else a benchmark does.
 */
export interface MeasuringProcess<Order, Measured> {
  /** @throws FamiliarError as what measures does, or `internal` where its process ends before it has measured */
  run(order: Order): Promise<Measured>;
  /** Ends the process, whatever it does. */
  end(): void;
}

type Answer<Measured> = { measured: Measured } | { refused: WireError };

/**
 * Starts such a process. To be called while this process is still small: on Linux a process's peak of memory
 * begins at what its parent had resident when it was started.
 * @param module relative path of the process's entry, without ending
 */
export function startMeasuring<Order, Measured>(module: string): MeasuringProcess<Order, Measured> {
  const child = fork(fileURLToPath(siblingModule(import.meta.url, module)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const measured = new Promise<Measured>((resolve, reject) => {
    child.once('message', (answer: Answer<Measured>) => {
      if ('measured' in answer) resolve(answer.measured);
      else reject(new FamiliarError(answer.refused.code, answer.refused.message));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new FamiliarError('internal', `the measuring process ended with ${signal ?? code}`)),
    );
  });
  // Where it ends before it is asked, whoever asks is told; until then nobody listens.
  measured.catch(() => {});
  return {
    run(order) {
      if (child.connected) child.send(order as object);
      return measured;
    },
    end: () => child.kill(),
  };
}

/** What the entry of such a process calls: measures once, when it is told what. */
export function measureForParent<Order, Measured>(measure: (order: Order) => Promise<Measured>): void {
  process.once('message', async (order: Order) => {
    const answer: Answer<Measured> = await measure(order).then(
      (measured) => ({ measured }),
      (error: unknown) => ({ refused: toWireError(error) }),
    );
    process.send!(answer, () => process.disconnect());
  });
  process.once('disconnect', () => process.exit());
}
