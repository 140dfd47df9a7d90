import { AppError, InvalidRequestError, NotFoundError, UnavailableError } from '@assay/shared/errors';
import { inFieldWords } from './field-words';

const WORDS = { expected_output: 'expectedOutput', dataset_id: 'datasetId' };

function told(message: string, details: Record<string, unknown>): Pick<AppError, 'message' | 'details'> {
  const { message: said, details: named } = inFieldWords(new InvalidRequestError(message, details), WORDS) as AppError;
  return { message: said, details: named };
}

describe('fields in the words of a surface', () => {
  it.each([
    ['expected_output', 'expectedOutput'],
    ['expected_output.dataset_id', 'expectedOutput.dataset_id'],
    ['items[3].expected_output', 'items[3].expectedOutput'],
    ['metadata.expected_output', 'metadata.expected_output'],
    ['expected_output_schema', 'expected_output_schema'],
    ['constructor', 'constructor'],
    ['', ''],
  ])('%j is %j', (field, word) => {
    expect(told('no', { field }).details).toEqual({ field: word });
    expect(told('no', { errors: [{ field, reason: 'r' }, { index: 1 }] }).details).toEqual({
      errors: [{ field: word, reason: 'r' }, { index: 1 }],
    });
  });

  it('a message that begins with the field names it alike; what is said further on stays', () => {
    const { message } = told('expected_output/unit must be a string (expected_output_schema of the dataset)', {});
    expect(message).toBe('expectedOutput/unit must be a string (expected_output_schema of the dataset)');
    expect(told('the dataset has no room', { field: 'dataset_id', limit: 2 })).toEqual({
      message: 'the dataset has no room',
      details: { field: 'datasetId', limit: 2 },
    });
  });

  it('a resource that is not there is called what the surface calls it; others stay', () => {
    const missing = (resource: string, message: string): unknown[] => {
      const { message: said, details } = inFieldWords(new NotFoundError(message, { resource }), WORDS, {
        experiment: 'run',
      }) as AppError;
      return [said, details];
    };
    expect(missing('experiment', 'no such experiment')).toEqual(['no such run', { resource: 'run' }]);
    expect(missing('dataset', 'no such dataset')).toEqual(['no such dataset', { resource: 'dataset' }]);
    expect(missing('target', 'no such target: there are experiment')).toEqual([
      'no such target: there are experiment',
      { resource: 'target' },
    ]);
  });

  it('code, cause, Retry-After and the end of the connection stay; what is no AppError passes', () => {
    const cause = new Error('inside');
    const sent = new UnavailableError('busy', {}, { cause, retryAfterSeconds: 3, closesConnection: true });
    const { code, retryAfterSeconds, closesConnection, cause: kept } = inFieldWords(sent, WORDS) as AppError;
    expect([code, retryAfterSeconds, closesConnection, kept]).toEqual(['UNAVAILABLE', 3, true, cause]);
    expect(inFieldWords(cause, WORDS)).toBe(cause);
  });
});
