import { Command } from 'commander';
import { activateCommand, resumeCommand, rollbackCommand } from './model/activate.ts';
import { addCommand } from './model/add.ts';
import { exportModelCommand } from './model/export.ts';
import { listCommand } from './model/list.ts';
import { removeCommand } from './model/remove.ts';

export function modelCommand(): Command {
  return new Command('model')
    .description('choose which face network a library goes by, bring one of your own, take one elsewhere')
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(activateCommand())
    .addCommand(rollbackCommand())
    .addCommand(resumeCommand())
    .addCommand(removeCommand())
    .addCommand(exportModelCommand())
    .addHelpText(
      'after',
      `
Examples:
  familiar model add arcface.onnx --kind arcface112
  familiar model list
  familiar model activate dlib-resnet-128
  familiar model rollback
  familiar model export trained-3 --onnx family.onnx
  familiar model remove arcface`,
    );
}
