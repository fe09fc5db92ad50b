import { Command } from 'commander';
import { checksum } from '../../common/checksum.ts';
import { writeWhole } from '../../interchange/output.ts';
import { libraryLayout } from '../../library/layout.ts';
import { lookIntoLibrary } from '../../library/read-only.ts';
import { type ExportedModel, exportModel } from '../../services/models/export-model.ts';
import { jsonOption, libraryOption, printJson } from '../options.ts';

interface ExportOptions {
  library: string;
  onnx: string;
  json?: boolean;
}

export function exportModelCommand(): Command {
  return new Command('export')
    .description('write a model as an ONNX file, for other programs')
    .argument('<id>', 'as familiar model list shows it')
    .requiredOption('--onnx <file>', 'where to write it; a file that is there gives way')
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A model takes aligned faces and gives one vector for each, which is to be scaled to length 1. Familiar shows it each
face and its mirror image (dlib150: in two crops, paddings 0.19 and 0.28 around dlib's mean face; familiar184: in one
crop, without its mirror image), scales each vector to length 1, and then their mean. Distances are Euclidean.

Examples:
  familiar model export trained-3 --onnx family.onnx
  familiar model export dlib-mobilefacenet-128 --onnx base.onnx --json`,
    )
    .action(runExport);
}

async function runExport(id: string, { library, onnx: file, json }: ExportOptions): Promise<void> {
  const { db } = lookIntoLibrary(library);
  try {
    const model = await exportModel(db, libraryLayout(library).root, id);
    await writeWhole(file, model.onnx);
    const { onnx, ...facts } = model;
    if (json) printJson({ id, file, bytes: onnx.length, sha256: checksum(onnx), ...facts });
    else process.stdout.write(describe(id, file, model));
  } finally {
    db.close();
  }
}

function describe(id: string, file: string, { kind, input, output }: ExportedModel): string {
  const { name, type, layout, side, batch, normalisation } = input;
  const n = batch ?? 'n';
  const shape = layout === 'nchw' ? [n, 3, side, side] : [n, side, side, 3];
  const values = normalisation
    ? `(x - [${normalisation.mean.join(', ')}]) / ${normalisation.divisor} for R, G, B from 0 to 255`
    : 'R, G, B from 0 to 255 as they are; the graph normalises them';
  return `${id} is in ${file}.
It takes "${name}": ${type} [${shape.join(', ')}], faces aligned as ${kind}, ${values}.
It gives "${output.name}": float32 [${n}, ${output.width}]; scale each to length 1 to compare them.
`;
}
