import { Worker } from 'node:worker_threads';
import { siblingModule } from '../common/module-url.ts';
import { FamiliarError } from '../contract/errors.ts';
import type { DeviceName, DeviceRequest } from '../contract/models.ts';
import type { RecognisedPhoto } from './recognised.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';

/** A photo that takes longer hangs a decoder: the thread is ended and the photo given up. */
const maxSecondsPerPhoto = 120;

/** Recognises photos on a thread of its own, which it starts when the first photo comes. */
export interface Recogniser {
  /** @throws FamiliarError `path-missing`, `photo-*`, `model-*`, `device-unavailable` or `cancelled` */
  recognise(path: string): Promise<RecognisedPhoto>;
  /** The device at work; null until the first photo has been recognised. */
  readonly device: { chosen: DeviceName; reason: string } | null;
  /** Ends the thread; photos under way are rejected as `cancelled`. */
  close(): Promise<void>;
}

interface OpenCall {
  path: string;
  resolve(photo: RecognisedPhoto): void;
  reject(error: FamiliarError): void;
  timer?: NodeJS.Timeout;
}

export function createRecogniser(device: DeviceRequest): Recogniser {
  let thread: Worker | null = null;
  let ready = false;
  let chosen: Recogniser['device'] = null;
  let closed = false;
  let nextId = 1;
  const calls = new Map<number, OpenCall>();

  /** Ends every open call and gives the thread up. */
  const abandon = (error: FamiliarError) => {
    for (const call of calls.values()) {
      clearTimeout(call.timer);
      call.reject(error);
    }
    calls.clear();
    thread = null;
    ready = false;
  };

  const begin = (id: number, call: OpenCall) => {
    call.timer = setTimeout(() => {
      calls.delete(id);
      const reason = `recognising it takes more than ${maxSecondsPerPhoto} s`;
      call.reject(new FamiliarError('photo-too-large', reason));
      const hung = thread;
      abandon(new FamiliarError('cancelled', 'the recognition thread is started anew'));
      void hung?.terminate();
    }, maxSecondsPerPhoto * 1000);
    thread!.postMessage({ id, path: call.path } satisfies ToWorker);
  };

  const receive = (message: FromWorker) => {
    if ('ready' in message) {
      ready = true;
      chosen = { chosen: message.ready.name, reason: message.ready.reason };
      for (const [id, call] of calls) begin(id, call);
    } else if ('refused' in message) {
      const ended = thread;
      const { code, message: reason } = message.refused;
      abandon(new FamiliarError(code === 'internal' ? 'device-unavailable' : code, reason));
      void ended?.terminate();
    } else {
      const call = calls.get(message.id);
      if (!call) return;
      calls.delete(message.id);
      clearTimeout(call.timer);
      if ('photo' in message) call.resolve(message.photo);
      else call.reject(new FamiliarError(message.error.code, message.error.message));
    }
  };

  const start = () => {
    const settings: WorkerSettings = { device };
    // Decoders write to the console; captured streams keep that out of a command's own output.
    const worker = new Worker(siblingModule(import.meta.url, './recognition-worker'), {
      workerData: settings,
      stdout: true,
      stderr: true,
    });
    worker.on('message', receive);
    // Before it is ready no photo can be to blame.
    const gone = (reason: string) => {
      if (thread === worker) abandon(new FamiliarError(ready ? 'internal' : 'device-unavailable', reason));
    };
    worker.on('error', (error) => gone(`the recognition thread failed: ${error.message}`));
    worker.on('exit', () => gone('the recognition thread ended'));
    return worker;
  };

  return {
    get device() {
      return chosen;
    },
    recognise: (path) =>
      new Promise((resolve, reject) => {
        if (closed) throw new FamiliarError('cancelled', 'recognition was closed');
        const id = nextId++;
        const call: OpenCall = { path, resolve, reject };
        calls.set(id, call);
        thread ??= start();
        if (ready) begin(id, call);
      }),
    async close() {
      closed = true;
      const ended = thread;
      abandon(new FamiliarError('cancelled', 'recognition was closed'));
      await ended?.terminate();
    },
  };
}
