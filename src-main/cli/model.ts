import { Command } from 'commander';
import { addCommand } from './model/add.ts';
import { listCommand } from './model/list.ts';
import { removeCommand } from './model/remove.ts';
import { resumeCommand, useCommand } from './model/use.ts';

export function modelCommand(): Command {
  return new Command('model')
    .description('bring a face network of your own, and choose which one a library goes by')
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(useCommand())
    .addCommand(resumeCommand())
    .addCommand(removeCommand())
    .addHelpText(
      'after',
      `
Examples:
  familiar model add arcface.onnx --kind arcface112
  familiar model list
  familiar model use dlib-resnet-128
  familiar model remove arcface`,
    );
}
