import {
  InstantField,
  ListField,
  MetadataField,
  PayloadField,
  ServerIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';

/** A line of an import that made no item. */
export class SkippedLineDto {
  @WholeField({ description: 'The number of the line, from 1; blank lines count.', example: 3, min: 1 })
  line: number;

  @TextField({ description: 'Why the line made no item.', example: 'Missing required field: input' })
  reason: string;
}

/** Answer of an import. */
export class ImportResultDto {
  @WholeField({ description: 'How many items were added.', example: 8 })
  imported_count: number;

  @WholeField({ description: 'How many lines were skipped.', example: 2 })
  skipped_count: number;

  @ListField({ description: 'The first 1,000 skipped lines.', of: () => SkippedLineDto })
  skipped: SkippedLineDto[];
}

/** A line of an export, which an import reads back. */
export class ItemExportLineDto {
  @ServerIdField({ description: 'The id of the item; imports ignore it.', example: 'item-1' })
  id: string;

  @PayloadField({ description: 'What goes in.', example: 'What is the capital of France?' })
  input: unknown;

  @PayloadField({ description: 'What should come out.', example: 'Paris', optional: true })
  expected_output: unknown;

  @MetadataField({ description: 'Anything else about the item.', example: { source: 'manual' }, optional: true })
  metadata: unknown;

  @InstantField({ description: 'When the item was made; imports ignore it.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;
}
