import { measureStep, type StepMeasure, type StepOrder } from '../../bench/training.ts';
import { measureForParent } from '../measuring-process.ts';

/** Entry of the processes in which `familiar bench training` measures. */
measureForParent<StepOrder, StepMeasure>(measureStep);
