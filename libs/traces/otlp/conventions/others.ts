import { payload, type Source } from '../source';

// Google ADK, Genkit, LiveKit Agents, and programs that write their own attributes.

/** Inputs, bare keys last. */
export const inputs: readonly Source<string>[] = [
  'gcp.vertex.agent.tool_call_args',
  'gcp.vertex.agent.llm_request',
  'gcp.vertex.agent.data',
  'genkit:input',
  'lk.function_tool.arguments',
  'lk.input_text',
  'lk.user_input',
  'lk.user_transcript',
  'lk.chat_ctx',
  'input',
].map(payload);

/** Outputs, bare keys last. */
export const outputs: readonly Source<string>[] = [
  'gcp.vertex.agent.tool_response',
  'gcp.vertex.agent.llm_response',
  'genkit:output',
  'lk.function_tool.output',
  'lk.response.text',
  'lk.response.function_calls',
  'output',
].map(payload);
