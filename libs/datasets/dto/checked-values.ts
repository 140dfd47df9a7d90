import type { ApiPropertyOptions } from '@nestjs/swagger';
import { ASSERTION_TYPES, MAX_ASSERTIONS } from '../assertions';

/** How the documentation shows a JSON Schema. */
export const SHOWN_SCHEMA: ApiPropertyOptions = {
  oneOf: [{ type: 'object', additionalProperties: true }, { type: 'boolean' }],
};

/** How the documentation shows a list of assertions. */
export const SHOWN_ASSERTIONS: ApiPropertyOptions = {
  type: 'array',
  maxItems: MAX_ASSERTIONS,
  items: {
    type: 'object',
    required: ['type'],
    properties: {
      type: { type: 'string', enum: [...ASSERTION_TYPES] },
      value: {
        description:
          'What to look for, of every type but `llm_grade`: a string, or any JSON value of `equals` and `json_match`.',
      },
      path: { type: 'string', nullable: true, description: 'JSONPath (RFC 9535), of `json_match`.' },
      criteria: { type: 'string', nullable: true, description: 'What a model judges, of `llm_grade`.' },
      weight: {
        type: 'number',
        nullable: true,
        minimum: 0,
        maximum: 1,
        default: 1,
        description: 'Its part in the weighted mean.',
      },
    },
  },
};
