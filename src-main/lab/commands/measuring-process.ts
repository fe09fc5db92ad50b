import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { siblingModule } from '../../common/module-url.ts';
import { FamiliarError, toWireError, type WireError } from '../../contract/errors.ts';

/**
 * A process for one measurement, so that its time and peak memory do not depend on the rest of the benchmark.
 */
export interface MeasuringProcess<Order, Measured> {
  /** @throws FamiliarError that the measurement throws, or `internal` where the process ends before */
  run(order: Order): Promise<Measured>;
  /** Ends the process, whatever it does. */
  end(): void;
}

type Answer<Measured> = { measured: Measured } | { refused: WireError };

/**
 * Starts such a process. Call it while this process is small: on Linux a process's peak memory begins at the resident
 * memory of its parent.
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
  // `run` reports an early end; until then the rejection has no listener.
  measured.catch(() => {});
  return {
    run(order) {
      if (child.connected) child.send(order as object);
      return measured;
    },
    end: () => child.kill(),
  };
}

/** Called by the entry of such a process: measures once, when the order arrives. */
export function measureForParent<Order, Measured>(measure: (order: Order) => Promise<Measured>): void {
  const answerOrder = async (order: Order): Promise<void> => {
    const answer: Answer<Measured> = await measure(order).then(
      (measured) => ({ measured }),
      (error: unknown) => ({ refused: toWireError(error) }),
    );
    process.send?.(answer, () => process.disconnect());
  };
  process.once('message', (order: Order) => void answerOrder(order));
  process.once('disconnect', () => process.exit());
}
