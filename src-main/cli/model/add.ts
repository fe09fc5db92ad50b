import { Command, Option } from 'commander';
import { type EmbedderKind, embedderKind } from '../../nn/own-models.ts';
import { deviceOption, jsonOption, libraryOption, numberBetween } from '../options.ts';
import { runSwitch, type SwitchCommandOptions } from './switching.ts';

interface AddOptions extends SwitchCommandOptions {
  kind: EmbedderKind;
  dimension?: number;
  id?: string;
}

export function addCommand(): Command {
  return new Command('add')
    .description('take a face network in, look at every face with it, and group by it from then on')
    .argument('<file.onnx>', 'the network; it is copied into the library')
    .addOption(
      new Option('--kind <kind>', 'how it was trained to see faces')
        .choices(embedderKind.options)
        .makeOptionMandatory(),
    )
    .option(
      '--dimension <n>',
      'numbers that it gives a face; otherwise as many as it gives',
      numberBetween(2, 4096, 'whole'),
    )
    .option('--id <id>', 'what to call it, in a-z, 0-9 and -; otherwise after its file')
    .addOption(libraryOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Kinds:
  arcface112  112 pixels, five points on ArcFace's template, (x - 127.5) / 127.5
  dlib150     150 pixels, dlib's mean face, dlib's mean colour and / 256
  facenet160  160 pixels, room as MTCNN boxes have, (x - 127.5) / 128
  familiar184 184 pixels, as Familiar shows faces to its own network; for networks that were exported here
Its one input is float32 [batch, 3, side, side] or [batch, side, side, 3], or uint8 [batch, side, side, 3] where
it normalises by itself; its one output is one vector a face. It is tested before anything is changed.

Names stay with their faces, and the model before it stays until it is removed. Ctrl-C stops; again goes on.

Examples:
  familiar model add arcface.onnx --kind arcface112
  familiar model add facenet.onnx --kind facenet160 --dimension 512 --id facenet-vggface2 --library ~/faces`,
    )
    .action((file: string, { kind, dimension, id, ...options }: AddOptions) =>
      runSwitch(options, (library) => library.models.add({ file, kind, width: dimension, id })),
    );
}
