import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Authenticated, Needs, Public } from '@assay/shared/auth';
import { Metrics } from '@assay/shared/metrics';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const EXAMPLE = `# HELP assay_spans_ingested_total Spans stored, by the way they came in.
# TYPE assay_spans_ingested_total counter
assay_spans_ingested_total{source="native"} 1200
assay_spans_ingested_total{source="otlp"} 48000
`;
const SUCCESS = {
  status: 200,
  description: 'Success.',
  content: { 'text/plain': { schema: { type: 'string' }, example: EXAMPLE } },
};

/** The figures of this process for Prometheus, for admins. */
@ApiTags('Operations')
@Authenticated()
@Needs('admin')
@Controller('metrics')
export class MetricsController {
  constructor(protected readonly metrics: Metrics) {}

  @Get()
  @Header('content-type', CONTENT_TYPE)
  @ApiOperation({ summary: 'Figures of this process in the Prometheus text format' })
  @ApiProduces('text/plain')
  @ApiResponse(SUCCESS)
  @ApiResponse({ status: 401, description: '`UNAUTHORIZED`: needs an admin key unless METRICS_PUBLIC is true.' })
  @ApiResponse({ status: 403, description: '`FORBIDDEN`: the key is not an admin key.' })
  text(): Promise<string> {
    return this.metrics.text();
  }
}

/** The same figures without a token, for `METRICS_PUBLIC=true`. */
@ApiTags('Operations')
@Controller('metrics')
export class OpenMetricsController extends MetricsController {
  @Public()
  @Get()
  @Header('content-type', CONTENT_TYPE)
  @ApiOperation({ summary: 'Figures of this process in the Prometheus text format' })
  @ApiProduces('text/plain')
  @ApiResponse(SUCCESS)
  override text(): Promise<string> {
    return this.metrics.text();
  }
}
