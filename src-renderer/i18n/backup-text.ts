import type { Backup } from '../../src-main/contract/backups.ts';
import { bytes, doneAt } from './format.ts';
import { t } from './messages.ts';

/** `Nov 20, 2026, 9:30 AM · Daily`. */
export const backupTitle = ({ at, reason }: Backup): string =>
  `${doneAt(at)} · ${t(`backups.reasons.${reason}`)}`;

export function backupContents({ holds, bytes: size }: Backup): string {
  return holds === null
    ? t('backups.unreadable', { size: bytes(size) })
    : t('backups.holds', { ...holds, size: bytes(size) });
}

/** A backup as it is offered in place of a damaged library. */
export const damagedBackup = ({ at, holds }: Backup): string =>
  t('damaged.backup', { date: doneAt(at), photos: holds?.photos ?? 0, named: holds?.named ?? 0 });
