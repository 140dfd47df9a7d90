/** A row of a table: its name, and its parts, each of which needs a vector. */
export type ListedRow = readonly [row: string, parts: readonly string[]];

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Where the fields of a span come from: a row for each field, a part for each source. */
const FIELDS: readonly ListedRow[] = [
  [
    'input',
    [
      ...words(`langfuse.observation.input gen_ai.input.messages gen_ai.tool.call.arguments
        gen_ai.retrieval.query.text llm.input_messages.N llm.prompts.N input.value ai.prompt.messages ai.prompt
        ai.toolCall.args ai.value ai.values traceloop.entity.input gen_ai.prompt.N mlflow.spanInputs`),
      'span events, details',
      'span events, messages',
      'span events, content',
      'Pydantic AI and Logfire',
      'langfuse.trace.input',
      'langfuse.trace.input, of the root alone',
    ],
  ],
  [
    'output',
    [
      ...words(`langfuse.observation.output gen_ai.output.messages gen_ai.tool.call.result
        gen_ai.retrieval.documents llm.output_messages.N llm.choices.N output.value retrieval.documents.N
        ai.response.text ai.response.toolCalls ai.response.object ai.toolCall.result ai.embedding ai.embeddings
        ai.result.text ai.result.object ai.result.toolCalls traceloop.entity.output gen_ai.completion.N
        mlflow.spanOutputs`),
      'span events, details',
      'span events, choice',
      'span events, content',
      'Pydantic AI and Logfire',
      'langfuse.trace.output',
      'langfuse.trace.output, of the root alone',
    ],
  ],
  [
    'model',
    words(`langfuse.observation.model.name gen_ai.response.model ai.response.model gen_ai.request.model ai.model.id
      llm.response.model_name llm.model_name embedding.model_name reranker.model_name mlflow.llm.model`),
  ],
  [
    'tokens_input',
    words(`langfuse.observation.usage_details gen_ai.usage.input_tokens gen_ai.usage.prompt_tokens
      llm.token_count.prompt ai.usage.inputTokens ai.usage.promptTokens ai.usage.tokens mlflow.chat.tokenUsage
      llm.usage.prompt_tokens`),
  ],
  [
    'tokens_output',
    words(`langfuse.observation.usage_details gen_ai.usage.output_tokens gen_ai.usage.completion_tokens
      llm.token_count.completion ai.usage.outputTokens ai.usage.completionTokens mlflow.chat.tokenUsage
      llm.usage.completion_tokens`),
  ],
  [
    'session',
    words(`langfuse.session.id session.id gen_ai.conversation.id ai.telemetry.metadata.sessionId
      traceloop.association.properties.session_id`),
  ],
  [
    'user',
    words(`langfuse.user.id user.id enduser.id ai.telemetry.metadata.userId
      traceloop.association.properties.user_id`),
  ],
  ['tags', words('langfuse.trace.tags tag.tags logfire.tags ai.telemetry.metadata.tags')],
  [
    'user metadata',
    words(`langfuse.observation.metadata.* langfuse.trace.metadata.* metadata ai.telemetry.metadata.*
      ai.settings.context.* traceloop.association.properties.*`),
  ],
];

/** What each convention writes: a row for each, a part for each thing that is peculiar to it. */
const CONVENTIONS: readonly ListedRow[] = [
  [
    'GenAI messages',
    [
      'every type of part, in a JSON string',
      'structured attributes',
      'system instructions, in a JSON string',
      'system instructions, structured',
      'system instructions beside a system message',
      'tool definitions, in a JSON string',
      'tool definitions, structured',
      'arguments and result, in JSON strings',
      'arguments and result, structured',
      'retrieved documents, structured',
    ],
  ],
  ['GenAI tokens', ['totals hold cache and reasoning already', 'the cache with underscores']],
  [
    'GenAI provider',
    [
      'gen_ai.provider.name = openai',
      'gen_ai.provider.name = azure.ai.openai',
      'gen_ai.provider.name = x_ai',
      'gen_ai.system = az.ai.openai',
      'gen_ai.system = xai',
    ],
  ],
  [
    'span events by age',
    [
      'up to 1.27: content events',
      '1.28 to 1.36: an event for each message and choice',
      '1.28 to 1.36: the body in gen_ai.event.content',
      'since 1.37: one event with the messages',
    ],
  ],
  ['gen_ai.evaluation.result', ['a value, its label and explanation', 'a label alone']],
  [
    'OpenInference',
    [
      'JSON only where the MIME type says so',
      'a model call: messages before the raw request, wrappers gone',
      'tags as a list, metadata as a JSON string',
      'parameters, which are JSON strings, stay as they are',
      'inline evaluations and annotations',
      'the project of the resource',
    ],
  ],
  [
    'OpenLLMetry',
    [
      'the input of a decorator',
      'the input of LangChain',
      'GenAI messages, as most packages send now',
      'messages by index, with tool calls',
    ],
  ],
  [
    'Vercel',
    [
      'version 7: a step of an agent',
      'version 7: rerank',
      'to version 6: the operation and the function in one name',
      'to version 6: prompt and tool calls as JSON strings',
      'to version 6: embeddings as a list of JSON strings',
      'an outer span repeats the usage of its calls',
    ],
  ],
  ['MLflow', ['every value dumped, scalars too']],
  [
    'Logfire and Pydantic AI',
    [
      ...words(`request_data response_data all_messages_events pydantic_ai.all_messages final_result tool_arguments
        tool_response`),
      'logfire.msg, the name to be shown',
      'a pending span is dropped',
      'any other span of Logfire is not',
    ],
  ],
  [
    'others',
    words(`gcp.vertex.agent.tool_call_args gcp.vertex.agent.llm_request gcp.vertex.agent.data
      gcp.vertex.agent.tool_response gcp.vertex.agent.llm_response genkit:input genkit:output
      lk.function_tool.arguments lk.input_text lk.user_input lk.user_transcript lk.chat_ctx lk.function_tool.output
      lk.response.text lk.response.function_calls input output`),
  ],
];

const operations = (text: string): string[] => words(text).map((value) => `gen_ai.operation.name = ${value}`);
const openinference = (text: string): string[] => words(text).map((value) => `openinference.span.kind = ${value}`);
const langfuse = (text: string): string[] => words(text).map((value) => `langfuse.observation.type = ${value}`);
const mlflow = (text: string): string[] => words(text).map((value) => `mlflow.spanType = "${value}"`);
const traceloop = (text: string): string[] => words(text).map((value) => `traceloop.span.kind = ${value}`);
const requests = (text: string): string[] => words(text).map((value) => `llm.request.type = ${value}`);
const aiSdk = (text: string): string[] => words(text).map((value) => `ai.operationId = ${value}`);

/** What makes a span of a kind: a row for each kind, a part for each attribute and value. */
const KINDS: readonly ListedRow[] = [
  [
    'llm',
    [
      ...operations('chat text_completion generate_content chat.completions completion generate'),
      ...openinference('LLM'),
      ...langfuse('generation'),
      ...mlflow('LLM CHAT_MODEL'),
      ...requests('chat completion'),
      ...aiSdk('ai.generateText.doGenerate ai.streamText.doStream'),
    ],
  ],
  [
    'embedding',
    [
      ...operations('embeddings'),
      ...openinference('EMBEDDING'),
      ...langfuse('embedding'),
      ...mlflow('EMBEDDING'),
      ...requests('embedding'),
      ...aiSdk('ai.embed.doEmbed'),
    ],
  ],
  [
    'retriever',
    [
      ...operations('retrieval vector_db_retrieve search_memory'),
      ...openinference('RETRIEVER'),
      ...langfuse('retriever'),
      ...mlflow('RETRIEVER MEMORY'),
      'db.system, db.operation',
    ],
  ],
  ['reranker', [...operations('rerank'), ...openinference('RERANKER'), ...mlflow('RERANKER')]],
  [
    'tool',
    [
      ...operations('execute_tool'),
      'mcp.method.name = tools/call',
      ...openinference('TOOL'),
      ...langfuse('tool'),
      ...mlflow('TOOL'),
      ...traceloop('tool'),
      ...aiSdk('ai.toolCall'),
      'gen_ai.tool.name = forecast',
      'gen_ai.tool.call.id = call_1',
    ],
  ],
  [
    'agent',
    [
      ...operations('invoke_agent create_agent plan agent_step'),
      ...openinference('AGENT'),
      ...langfuse('agent'),
      ...mlflow('AGENT'),
      ...traceloop('agent'),
    ],
  ],
  [
    'chain',
    [
      ...operations('invoke_workflow execute_task'),
      ...openinference('CHAIN'),
      ...langfuse('chain'),
      ...mlflow('CHAIN PARSER'),
      ...traceloop('workflow task'),
      ...aiSdk('ai.generateText'),
    ],
  ],
  [
    'guardrail, evaluator, prompt',
    [...openinference('GUARDRAIL EVALUATOR PROMPT'), ...langfuse('guardrail evaluator')],
  ],
  [
    'none',
    [
      ...operations('create_memory_store update_memory delete_memory'),
      ...openinference('UNKNOWN'),
      ...langfuse('span event'),
      ...mlflow('UNKNOWN'),
      'last resort: a model',
    ],
  ],
];

/** The tables of the translation of spans, row by row. A part that has no vector fails the test of the vectors. */
export const LISTING: readonly ListedRow[] = [...FIELDS, ...CONVENTIONS, ...KINDS];
