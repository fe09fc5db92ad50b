import { type SelfTestOrder, type SelfTestResult, testDevice } from './device-self-test.ts';

/** Messages of the probing process: `adapter` as soon as there is one, then the result. */
export type ProbeMessage = 'adapter' | SelfTestResult;

const report = (message: ProbeMessage) => process.send?.(message);

/** Entry of the probing process: waits for its order, runs the self-test, reports. */
const probe = async (order: SelfTestOrder): Promise<void> => {
  report(await testDevice(order, () => report('adapter')));
};
process.once('message', (order: SelfTestOrder) => void probe(order));
