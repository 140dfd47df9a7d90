import * as genai from './conventions/genai';
import * as events from './conventions/genai-events';
import * as langfuse from './conventions/langfuse';
import * as mlflow from './conventions/mlflow';
import * as openinference from './conventions/openinference';
import * as openllmetry from './conventions/openllmetry';
import * as others from './conventions/others';
import * as pydantic from './conventions/pydantic-logfire';
import * as vercel from './conventions/vercel';
import { count, label, payload, type Source } from './source';

/**
 * The one place that says where a field of a span comes from. The first source that finds something wins and is taken
 * out of the attributes; what the others hold stays in the metadata. Conventions know nothing of each other.
 */
export const PRECEDENCE: Precedence = {
  input: [
    payload('langfuse.observation.input'),
    genai.inputMessages,
    payload('gen_ai.tool.call.arguments'),
    payload('gen_ai.retrieval.query.text'),
    openinference.inputMessages,
    openinference.inputPrompts,
    openinference.inputValue,
    openinference.otherInputMessages,
    payload('ai.prompt.messages'),
    payload('ai.prompt'),
    payload('ai.toolCall.args'),
    vercel.dumped('ai.value'),
    vercel.listOfJson('ai.values'),
    payload('traceloop.entity.input'),
    openllmetry.prompts,
    mlflow.payload('mlflow.spanInputs'),
    events.detailsInput,
    events.messageInput,
    events.contentInput,
    ...pydantic.inputs,
    ...others.inputs,
    langfuse.ofRoot('langfuse.trace.input'),
  ],
  output: [
    payload('langfuse.observation.output'),
    genai.outputMessages,
    payload('gen_ai.tool.call.result'),
    payload('gen_ai.retrieval.documents'),
    openinference.outputMessages,
    openinference.outputCompletions,
    openinference.outputValue,
    openinference.outputDocuments,
    openinference.otherOutputMessages,
    vercel.textAndToolCalls('ai.response.text', 'ai.response.toolCalls'),
    payload('ai.response.object'),
    payload('ai.toolCall.result'),
    payload('ai.embedding'),
    vercel.listOfJson('ai.embeddings'),
    vercel.textAndToolCalls('ai.result.text', 'ai.result.toolCalls'),
    payload('ai.result.object'),
    payload('traceloop.entity.output'),
    openllmetry.completions,
    mlflow.payload('mlflow.spanOutputs'),
    events.detailsOutput,
    events.choiceOutput,
    events.contentOutput,
    ...pydantic.outputs,
    ...others.outputs,
    langfuse.ofRoot('langfuse.trace.output'),
  ],
  model: [
    label('langfuse.observation.model.name'),
    label('gen_ai.response.model'),
    label('ai.response.model'),
    label('gen_ai.request.model'),
    label('ai.model.id'),
    label('llm.response.model_name'),
    label('llm.model_name'),
    label('embedding.model_name'),
    label('reranker.model_name'),
    mlflow.label('mlflow.llm.model'),
  ],
  tokensInput: [
    langfuse.usage('input'),
    count('gen_ai.usage.input_tokens'),
    count('gen_ai.usage.prompt_tokens'),
    count('llm.token_count.prompt'),
    vercel.usage('inputTokens', 'promptTokens', 'tokens'),
    mlflow.usage('input_tokens'),
    count('llm.usage.prompt_tokens'),
  ],
  tokensOutput: [
    langfuse.usage('output'),
    count('gen_ai.usage.output_tokens'),
    count('gen_ai.usage.completion_tokens'),
    count('llm.token_count.completion'),
    vercel.usage('outputTokens', 'completionTokens'),
    mlflow.usage('output_tokens'),
    count('llm.usage.completion_tokens'),
  ],
  session: [
    label('langfuse.session.id'),
    label('session.id'),
    label('gen_ai.conversation.id'),
    label('ai.telemetry.metadata.sessionId'),
    label('ai.settings.context.sessionId'),
    label('traceloop.association.properties.session_id'),
  ],
  user: [
    label('langfuse.user.id'),
    label('user.id'),
    label('enduser.id'),
    label('ai.telemetry.metadata.userId'),
    label('ai.settings.context.userId'),
    label('traceloop.association.properties.user_id'),
  ],
  tags: ['langfuse.trace.tags', 'tag.tags', 'logfire.tags', 'ai.telemetry.metadata.tags', 'ai.settings.context.tags'],
  /** Where users' own metadata stand: below a prefix, which goes, or as one JSON object under a key. */
  userMetadata: [
    { prefix: 'langfuse.observation.metadata.' },
    { prefix: 'langfuse.trace.metadata.' },
    { key: 'metadata' },
    { prefix: 'ai.telemetry.metadata.' },
    { prefix: 'ai.settings.context.' },
    { prefix: 'traceloop.association.properties.' },
  ],
};

/** What {@link PRECEDENCE} has to say. */
interface Precedence {
  readonly input: readonly Source<string>[];
  readonly output: readonly Source<string>[];
  readonly model: readonly Source<string>[];
  readonly tokensInput: readonly Source<number>[];
  readonly tokensOutput: readonly Source<number>[];
  readonly session: readonly Source<string>[];
  readonly user: readonly Source<string>[];
  readonly tags: readonly string[];
  readonly userMetadata: readonly ({ readonly prefix: string } | { readonly key: string })[];
}
