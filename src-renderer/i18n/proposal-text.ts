import type { NameProposal } from '../../src-main/contract/proposals.ts';
import { named, t } from './messages.ts';

/** A proposed name with its source: `The photo’s own data calls 3 faces of Anna Marie.` */
export function proposalText({ name, proposed, total, whole, sources }: NameProposal): string {
  const source = sources.includes('export') ? 'export' : 'photo';
  return whole
    ? t(`insights.names.says.${source}.whole`, { proposed })
    : named(`insights.names.says.${source}`, name, { n: total, proposed });
}
