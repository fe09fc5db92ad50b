import type { GroupingPreview } from '../../src-main/contract/insights.ts';
import type { PeopleAtDistance } from '../../src-main/contract/models.ts';
import type { LeftOutReason } from '../../src-main/contract/models.ts';
import type { Strangers } from '../components/distance/strangers.ts';
import { list } from './format.ts';
import { t } from './messages.ts';

/** Names written out before the rest is counted. */
const namesWritten = 3;

function touched({ names, more }: GroupingPreview['named']): string {
  const told = names.slice(0, namesWritten);
  const rest = more + names.length - told.length;
  return list(rest === 0 ? told : [...told, t('list.more', { n: rest })]);
}

/** Effect of another distance on the groups: `2 groups would merge, including Anna.` */
export function groupingChange({ people: { from, to }, joined, split, named }: GroupingPreview): string {
  const changes = [
    ...(joined > 0 ? [t('insights.preview.merge', { n: joined })] : []),
    ...(split > 0 ? [t('insights.preview.split', { n: split })] : []),
  ];
  if (changes.length === 0 && from === to && named.names.length === 0) return t('insights.preview.nothing');
  const change = changes.length === 0 ? t('insights.preview.total', { from, to }) : changes.join(', ');
  return named.names.length === 0
    ? t('insights.preview.change', { change })
    : t('insights.preview.including', { change, names: touched(named) });
}

/** A distance with the part of strangers' pairs that are as near, where that is known. */
export function distanceText(distance: number, strangers: Strangers | null): string {
  if (strangers === null) return t('distance.value', { distance });
  return t(`distance.valueWith.${strangers.extent}`, { distance, oneIn: strangers.oneIn });
}

const reasons: readonly LeftOutReason[] = ['too-small', 'blurred', 'turned-away', 'unsure', 'in-film'];

/** Number of unclear faces by reason, and the consequence for groups. */
export function unclearFaces(counts: PeopleAtDistance['leftOut']): string {
  const told = reasons
    .filter((reason) => counts[reason] > 0)
    .map((reason) => t(`people.unclearReasons.${reason}`, { n: counts[reason] }));
  return t('people.unclearWhy', { reasons: told.join(', ') });
}
