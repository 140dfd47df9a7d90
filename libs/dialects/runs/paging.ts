import { ApiProperty } from '@nestjs/swagger';
import type { Slice, Sliced } from '@assay/database';
import { FlagField, WholeField } from '@assay/shared/http/fields';

const DEFAULT_PER_PAGE = 10;
const MAX_PER_PAGE = 200;

/** Query of every list of this surface. */
export class PageNumberQuery {
  @WholeField({ description: 'Which page, from 0.', optional: true, keepsNull: false, default: 0 })
  page?: number;

  @WholeField({
    description: 'How many rows a page has.',
    optional: true,
    keepsNull: false,
    min: 1,
    max: MAX_PER_PAGE,
    default: DEFAULT_PER_PAGE,
  })
  perPage?: number;
}

/** Where a page stands in its list. */
export class PaginationDto {
  @WholeField({ description: 'How many rows the list has.', example: 1 })
  total: number;

  @WholeField({ description: 'Which page this is, from 0.', example: 0 })
  page: number;

  @WholeField({ description: 'How many rows a page has.', example: 10 })
  perPage: number;

  @FlagField({ description: 'Whether there are rows after this page.', example: false })
  hasMore: boolean;
}

/** A page answer, whose rows stand under a name of their own. */
export class PaginatedDto {
  @ApiProperty({ type: PaginationDto, description: 'Where this page stands.' })
  pagination: PaginationDto;
}

/** The part of the list that a query asks for. */
export function sliceOf({ page = 0, perPage = DEFAULT_PER_PAGE }: PageNumberQuery): Slice {
  return { offset: page * perPage, count: perPage };
}

/** Where the page that a query asked for stands. */
export function paginationOf(query: PageNumberQuery, { total }: Pick<Sliced<unknown>, 'total'>): PaginationDto {
  const { page = 0, perPage = DEFAULT_PER_PAGE } = query;
  return { total, page, perPage, hasMore: (page + 1) * perPage < total };
}

/** The pagination in examples. */
export const PAGINATION_EXAMPLE = { total: 1, page: 0, perPage: 10, hasMore: false };
