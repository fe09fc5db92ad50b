/** Entry of the laboratory, which the command line imports when one of its commands is named. */
export { benchCommand } from './bench.ts';
export { evaluateCommand } from './evaluate.ts';
