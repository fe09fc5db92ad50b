import { reductionShape } from './reduction.ts';
import type { Operator } from './operator.ts';

export const reduceMean: Operator = { shape: reductionShape };
