import { required } from '../../common/elements.ts';
import { integerAttribute } from './attributes.ts';
import { identity } from './identity.ts';
import { type Operator, untrainable } from './operator.ts';
import { unchanged } from './shapes.ts';

/** Code of float32 as the attribute `to` has it (TensorProto.DataType). */
const float32Code = 1;

/** For kernels, to float32 alone: bytes become floats when they are uploaded, so nothing is left to do. */
export const cast: Operator = {
  shape: unchanged,
  gradient: ({ gradient }) => [gradient],
  kernel: (application) => {
    if (integerAttribute(application.node, 'to') !== float32Code) {
      throw untrainable(application.node, 'it is not to float32');
    }
    return required(identity.kernel)(application);
  },
};
