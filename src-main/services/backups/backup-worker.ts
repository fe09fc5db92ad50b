import { parentPort, workerData } from 'node:worker_threads';
import { required } from '../../common/elements.ts';
import { toWireError } from '../../contract/errors.ts';
import { makeBackup } from './make-backup.ts';
import type { BackupAnswer, BackupOrder } from './backups.ts';

const { root, database, reason, at } = workerData as BackupOrder;
let answer: BackupAnswer;
try {
  answer = { made: makeBackup(root, database, reason, at) };
} catch (error) {
  answer = { failed: toWireError(error) };
}
required(parentPort).postMessage(answer);
