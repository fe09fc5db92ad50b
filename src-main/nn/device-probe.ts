import { type SelfTestOrder, type SelfTestResult, testDevice } from './device-self-test.ts';

/** Messages of the probing process: `adapter` as soon as there is one, then the result. */
export type ProbeMessage = 'adapter' | SelfTestResult;

const report = (message: ProbeMessage) => process.send!(message);

/** Entry of the probing process: waits for its order, runs the self-test, reports. */
process.once('message', async (order: SelfTestOrder) => {
  report(await testDevice(order, () => report('adapter')));
});
