import fc from 'fast-check';
import { z } from 'zod';
import { type MethodName, methods } from '../../contract/methods.ts';

/** The used part of JSON Schema, to which zod converts the contract. */
interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  prefixItems?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
}

/** Existing ids in the library under test: most calls refer to these, some do not. */
export interface Surroundings {
  /** Paths that methods may read. */
  paths: readonly string[];
  backups: readonly string[];
  rows: number;
}

/** Limit of integers without one in the contract. */
const largest = 2 ** 31;
/** Maximum length of a list; longer ones cost time and find no more faults. */
const longestList = 4;
const longestText = 40;

/** Parameters of a method that the contract's shapes allow; refinements are not considered. */
export const validParams = (method: MethodName, around: Surroundings): fc.Arbitrary<unknown> =>
  ofSchema(
    z.toJSONSchema(methods[method].params, { io: 'input', unrepresentable: 'any' }) as Schema,
    '',
    around,
  );

/** Parameters of a method with one fault, or arbitrary values. */
export function invalidParams(method: MethodName, around: Surroundings): fc.Arbitrary<unknown> {
  const spoilt = fc
    .tuple(validParams(method, around), fc.nat(), fc.oneof(fc.anything(), fc.constant(undefined)))
    .map(([params, at, value]) => {
      const keys = Object.keys(params as object);
      const key = keys[at % Math.max(1, keys.length)] ?? 'unexpected';
      return { ...(params as object), [key]: value };
    });
  return fc.oneof({ weight: 3, arbitrary: spoilt }, { weight: 1, arbitrary: fc.anything() });
}

/** @param name name of the property, which identifies paths and backups */
function ofSchema(schema: Schema, name: string, around: Surroundings): fc.Arbitrary<unknown> {
  const of = (part: Schema, as = name) => ofSchema(part, as, around);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => of(choice)));
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {});
      const parts = Object.fromEntries(properties.map(([key, part]) => [key, of(part, key)]));
      return fc.record(parts, { requiredKeys: schema.required ?? [] });
    }
    case 'array': {
      if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map((part) => of(part)));
      const minLength = schema.minItems ?? 0;
      return fc.array(of(schema.items ?? {}), { minLength, maxLength: Math.max(minLength, longestList) });
    }
    case 'string':
      return textOf(schema, name, around);
    case 'integer':
      return wholeOf(schema, name, around);
    case 'number': {
      const min = schema.minimum ?? schema.exclusiveMinimum ?? -largest;
      return fc.double({ min, max: schema.maximum ?? largest, noNaN: true });
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.anything();
  }
}

function textOf(schema: Schema, name: string, { paths, backups, rows }: Surroundings): fc.Arbitrary<string> {
  if (/^(path|paths|folder|folders|albums)$/.test(name)) return fc.constantFrom(...paths);
  if (/^\^\\d\{4,9\}-/.test(schema.pattern ?? '')) return fc.constantFrom(...backups);
  if (schema.pattern === '^[pc][1-9][0-9]*$') {
    const known = fc
      .tuple(fc.constantFrom('p', 'c'), fc.integer({ min: 1, max: rows }))
      .map((parts) => parts.join(''));
    return fc.oneof(
      { weight: 9, arbitrary: known },
      { weight: 1, arbitrary: fc.stringMatching(/^[pc][1-9][0-9]{0,20}$/) },
    );
  }
  if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern));
  const maxLength = Math.min(schema.maxLength ?? longestText, longestText);
  const names = fc.constantFrom('Anna', 'anna', 'Ben', 'Zoë', '', ' ', 'Ada\u202e');
  return fc.oneof(names, fc.string({ minLength: schema.minLength ?? 0, maxLength, unit: 'binary' }));
}

function wholeOf(schema: Schema, name: string, { rows }: Surroundings): fc.Arbitrary<number> {
  const min = Math.max(schema.minimum ?? -largest, (schema.exclusiveMinimum ?? -largest - 1) + 1);
  const max = Math.min(schema.maximum ?? largest, Number.MAX_SAFE_INTEGER);
  const isRow = min === 1 && !/^(limit|minFaces)$/.test(name);
  const anyOne = fc.integer({ min, max });
  return isRow
    ? fc.oneof({ weight: 9, arbitrary: fc.integer({ min, max: rows }) }, { weight: 1, arbitrary: anyOne })
    : anyOne;
}
