import { isMainThread } from 'node:worker_threads';

/**
 * Switches off the telemetry client that ONNX Runtime carries. To be imported before `onnxruntime-node`, and by
 * the entry of every program before anything else. The client would write a device id and a queue of events
 * into the user's cache folder, and look up the address of its collector.
 *
 * ONNX Runtime asks the process for the variable when it is loaded. Threads and child processes inherit it. A
 * thread has a copy of `process.env` and cannot set the process's own, so a thread checks that it was set.
 */
const variable = 'ORT_DISABLE_TELEMETRY';

if (isMainThread) process.env[variable] = '1';
else if (process.env[variable] !== '1') {
  throw new Error(
    `a thread may not load ONNX Runtime in a process that did not set ${variable} at its start`,
  );
}
