import { canonicalDecimal, compareDecimal, numberLiteral } from '@assay/shared/json';
import { type ModelPrice, PROVIDER_LIMITS } from './provider-settings';

const MAX_PRICE_USD = '1000000';
const MAX_MODEL_BYTES = 256;
/** Prices are kept in millionths of a dollar for a million tokens; a cost is a whole number of 10⁻¹² dollars. */
const PRICE_DECIMALS = 6;
const TOKENS_PER_PRICE_DECIMALS = 6;

/** Prices that cannot be used; `field` says where in them. */
export class PricesError extends Error {
  constructor(
    readonly field: string,
    reason: string,
  ) {
    super(reason);
    this.name = 'PricesError';
  }
}

/**
 * Reads prices as they are written: `{"gpt-4o": {"input": 2.5, "output": 10}}`, in USD for a million tokens.
 * @throws {PricesError} when they are anything else
 */
export function readPrices(value: unknown): Map<string, ModelPrice> {
  if (!isObject(value)) throw new PricesError('', 'must be an object of prices by model');
  const entries = Object.entries(value);
  if (entries.length > PROVIDER_LIMITS.maxPrices) {
    throw new PricesError('', `must hold at most ${PROVIDER_LIMITS.maxPrices} models`);
  }
  return new Map(
    entries.map(([model, price]) => {
      if (model === '' || Buffer.byteLength(model) > MAX_MODEL_BYTES) {
        throw new PricesError('', `must name models with 1 to ${MAX_MODEL_BYTES} bytes`);
      }
      if (!isObject(price)) throw new PricesError(model, 'must be an object with input and output');
      return [model, { input: readPrice(model, 'input', price), output: readPrice(model, 'output', price) }];
    }),
  );
}

function readPrice(model: string, name: 'input' | 'output', price: Record<string, unknown>): string {
  const literal = Object.hasOwn(price, name) ? numberLiteral(price[name]) : undefined;
  const field = `${model}.${name}`;
  if (literal === undefined) throw new PricesError(field, 'must be a number: USD for a million tokens');
  if (compareDecimal(literal, '0') < 0 || compareDecimal(literal, MAX_PRICE_USD) > 0) {
    throw new PricesError(field, `must be from 0 to ${MAX_PRICE_USD}`);
  }
  const canonical = canonicalDecimal(literal);
  const decimals = canonical.split('.')[1]?.length ?? 0;
  if (decimals > PRICE_DECIMALS) throw new PricesError(field, `must have at most ${PRICE_DECIMALS} decimals`);
  return canonical;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

/** The exact cost of a call in USD, as decimal text; null when the tokens or the price are not known. */
export function costUsd(
  price: ModelPrice | undefined,
  tokensInput: number | null,
  tokensOutput: number | null,
): string | null {
  if (price === undefined || tokensInput === null || tokensOutput === null) return null;
  const total = BigInt(tokensInput) * scaled(price.input) + BigInt(tokensOutput) * scaled(price.output);
  const digits = total.toString().padStart(PRICE_DECIMALS + TOKENS_PER_PRICE_DECIMALS + 1, '0');
  const point = digits.length - PRICE_DECIMALS - TOKENS_PER_PRICE_DECIMALS;
  return canonicalDecimal(`${digits.slice(0, point)}.${digits.slice(point)}`);
}

function scaled(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(PRICE_DECIMALS, '0'));
}
