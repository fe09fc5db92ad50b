import { basename } from 'node:path';
import type { DeviceRequest } from '../../contract/models.ts';
import { bestEmbedder } from '../../faces/embed/embedder.ts';
import { pipelineVersion } from '../../faces/recognised.ts';
import { html, type Html } from './html.ts';

/** Facts about an evaluation: data, device, duration and time. */
export interface ReportContext {
  /** Paths as given to the command; the report shows the last part of each. */
  images: string;
  pairs?: string | undefined;
  device: DeviceRequest;
  /** Name of the pipeline where it is not Familiar's. */
  other?: string | undefined;
  seconds: number;
  made: Date;
}

/** Name of the evaluated pipeline. */
export const measuredName = ({ other }: ReportContext): string => other ?? 'Familiar';

/** The facts under a report's title. */
export function contextFacts({ images, pairs, device, other, seconds, made }: ReportContext): Html {
  const facts: [string, string][] = [
    ['Photos', basename(images)],
    ...(pairs === undefined ? [] : [['Pairs', basename(pairs)] as [string, string]]),
    ...(other === undefined ? ownFacts(device) : [['Pipeline', other] as [string, string]]),
    ['Took', `${seconds.toLocaleString('en')} s`],
    ['Made', made.toISOString().slice(0, 16).replace('T', ' ') + ' UTC'],
  ];
  return html`<dl class="facts">
    ${facts.map(
      ([term, fact]) =>
        html`<div>
          <dt>${term}</dt>
          <dd><bdi>${fact}</bdi></dd>
        </div>`,
    )}
  </dl>`;
}

const ownFacts = (device: DeviceRequest): [string, string][] => [
  ['Model', bestEmbedder().id],
  ['Pipeline', `version ${pipelineVersion}`],
  ['Device', device],
];
