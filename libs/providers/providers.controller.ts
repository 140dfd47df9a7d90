import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Caller, CurrentCaller } from '@assay/shared/auth';
import { DeletedDto, Documented } from '@assay/shared/http';
import { ProviderDto, PutProviderDto } from './dto/provider.dto';
import { ProvidersService } from './settings/providers.service';

const PROJECT = { id: 'The id of the project.' };

const EXAMPLE = {
  project_id: 'proj-1',
  source: 'project',
  base_url: 'https://api.openai.com/v1',
  has_api_key: true,
  model: 'gpt-4o-mini',
  max_concurrency: 8,
  requests_per_minute: 600,
  timeout_ms: 60_000,
  prices: { 'gpt-4o-mini': { input: 0.15, output: 0.6 } },
  created_at: '2026-02-21T22:00:00.000Z',
  updated_at: '2026-02-21T22:00:00.000Z',
};

/** The provider of language models that judges and prompt targets of a project call. */
@ApiTags('Projects')
@Authenticated()
@Controller('v1/projects/:id/provider')
export class ProvidersController {
  constructor(private readonly providers: ProvidersService) {}

  @Get()
  @Documented({
    summary: 'Show which provider of language models serves a project',
    status: 200,
    answers: ProviderDto,
    example: EXAMPLE,
    params: PROJECT,
  })
  find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ProviderDto> {
    return this.providers.find(caller, id);
  }

  @Put()
  @Documented({
    summary: 'Set the provider of a project',
    description:
      'Any endpoint that speaks OpenAI’s chat completions. The body is the whole of it: what it leaves out gets its default, ' +
      'and without `api_key` the provider gets no key. It takes the place of the one that the operator configured.',
    status: 200,
    answers: ProviderDto,
    example: EXAMPLE,
    errors: ['SECRET_KEY_MISSING'],
    params: PROJECT,
  })
  put(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: PutProviderDto): Promise<ProviderDto> {
    return this.providers.put(caller, id, body);
  }

  @Delete()
  @Documented({
    summary: 'Remove the provider of a project; the one of the operator serves it again',
    status: 200,
    answers: DeletedDto,
    example: { deleted: true, id: 'proj-1' },
    params: PROJECT,
  })
  delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<DeletedDto> {
    return this.providers.delete(caller, id);
  }
}
