/** Milliseconds for which a run may still finish after something newer was asked for. */
const patience = 200;

interface Run {
  controller: AbortController;
  over: Promise<void>;
  /** Aborts the run once patience with it is at its end; undefined while nothing newer waits. */
  deadline?: ReturnType<typeof setTimeout>;
}

/**
 * Runs one task at a time for something that changes faster than it can be answered, such as a slider. The
 * newest request waits for the running one, which may finish if it is quick, so that there is something to
 * see during the movement; a slow one is aborted. Requests between the two are never started.
 */
export class Latest {
  #newest = 0;
  #running: Run | null = null;

  /** Resolves with the task's result, or undefined where a newer request took its place. */
  async run<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const ticket = ++this.#newest;
    while (this.#running) {
      const { controller, over } = this.#running;
      this.#running.deadline ??= setTimeout(() => controller.abort(), patience);
      await over;
      if (ticket !== this.#newest) return undefined;
    }
    const controller = new AbortController();
    const { promise: over, resolve: finish } = Promise.withResolvers<void>();
    const run: Run = { controller, over };
    this.#running = run;
    try {
      return await task(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return undefined;
      throw error;
    } finally {
      clearTimeout(run.deadline);
      this.#running = null;
      finish();
    }
  }
}
