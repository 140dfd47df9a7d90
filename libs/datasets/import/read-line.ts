import { metadataProblem } from '@assay/shared/http/fields';
import {
  decodeUtf8,
  InvalidUtf8Error,
  isRawNumber,
  JsonDepthError,
  JsonSyntaxError,
  jsonText,
  OBJECT_PAYLOADS,
  readJson,
} from '@assay/shared/json';
import type { ItemCheck } from '../dataset-schemas';
import { type ItemValues, PLAIN_ORIGIN, textOrNull } from '../items/item-texts';
import type { ItemTexts } from '../items/item-writer.repository';

const SPACE = 0x20;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;

/** A line that makes no item, and why. */
export class BadLine {
  constructor(readonly reason: string) {}
}

/** The reason of a line beyond the limit. */
export const LINE_TOO_LONG = 'Line too long';

/** The item of a line of an import; undefined for a blank line. Fields other than those of an item are ignored. */
export function readLine(line: Buffer, check: ItemCheck): ItemTexts | BadLine | undefined {
  if (isBlank(line)) return undefined;
  const value = parsed(line);
  return value instanceof BadLine ? value : itemOf(value, check);
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN);
}

function parsed(line: Buffer): unknown {
  try {
    return readJson(decodeUtf8(line), { exactPaths: OBJECT_PAYLOADS });
  } catch (error) {
    if (error instanceof InvalidUtf8Error) return new BadLine('Invalid UTF-8');
    if (error instanceof JsonSyntaxError) return new BadLine('Invalid JSON');
    if (error instanceof JsonDepthError) return new BadLine(error.message);
    throw error;
  }
}

function itemOf(value: unknown, check: ItemCheck): ItemTexts | BadLine {
  if (!isObject(value)) return new BadLine('Not a JSON object');
  const { input, expected_output: expectedOutput, metadata } = value;
  if (input === undefined || input === null) return new BadLine('Missing required field: input');
  const problem = problemOf(metadata);
  if (problem !== undefined) return new BadLine(`metadata ${problem}`);
  const misfit = check.misfit(
    { input, expected_output: expectedOutput, metadata: metadata as ItemValues['metadata'] },
    PLAIN_ORIGIN,
  );
  if (misfit !== undefined) return new BadLine(`${misfit.field}${misfit.path} ${misfit.reason}`);
  return { input: jsonText(input), expectedOutput: textOrNull(expectedOutput), metadata: textOrNull(metadata) };
}

function problemOf(metadata: unknown): string | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  return isObject(metadata) ? metadataProblem(metadata) : 'must be an object';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}
