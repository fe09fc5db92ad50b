/**
 * Checked element access for numeric code.
 *
 * `noUncheckedIndexedAccess` types every read `values[i]` as `number | undefined`. These functions read one element
 * and throw a RangeError where the index lies outside the array, so that a wrong index ends a computation instead
 * of spreading as NaN.
 *
 * There is one function per element type on purpose. V8 keeps type feedback per function: a generic `at` that saw
 * Float32Array, Int32Array and number[] would become megamorphic and be looked up at every access. Each of these
 * sees one array type, is small enough to be inlined into any loop, and the comparison with `undefined` is removed
 * by the optimising compiler, which knows that a load within bounds yields a number.
 */

function outside(length: number, index: number): never {
  throw new RangeError(`index ${index} is outside an array of ${length}`);
}

export function float32At(values: Float32Array, index: number): number {
  return values[index] ?? outside(values.length, index);
}

export function float64At(values: Float64Array, index: number): number {
  return values[index] ?? outside(values.length, index);
}

export function int32At(values: Int32Array, index: number): number {
  return values[index] ?? outside(values.length, index);
}

export function uint32At(values: Uint32Array, index: number): number {
  return values[index] ?? outside(values.length, index);
}

export function uint8At(values: Uint8Array, index: number): number {
  return values[index] ?? outside(values.length, index);
}

/** Adds one to an element and returns its value before, as `values[index]++` does. */
export function nextUint32(values: Uint32Array, index: number): number {
  const value = uint32At(values, index);
  values[index] = value + 1;
  return value;
}

/** An element of a plain array of numbers, such as a shape. */
export function numberAt(values: ArrayLike<number>, index: number): number {
  return values[index] ?? outside(values.length, index);
}

/** `values[index] += term` */
export function addFloat32(values: Float32Array, index: number, term: number): void {
  values[index] = float32At(values, index) + term;
}

/** `values[index] += term` */
export function addFloat64(values: Float64Array, index: number, term: number): void {
  values[index] = float64At(values, index) + term;
}

/** `values[index] += term` */
export function addInt32(values: Int32Array, index: number, term: number): void {
  values[index] = int32At(values, index) + term;
}

/** `values[index] += term` */
export function addUint32(values: Uint32Array, index: number, term: number): void {
  values[index] = uint32At(values, index) + term;
}

/** `values[index] += term` */
export function addNumber(values: number[], index: number, term: number): void {
  values[index] = numberAt(values, index) + term;
}
