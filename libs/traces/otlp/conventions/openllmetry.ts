import { branchText, indexed, keysOf } from '../indexed';
import { type Source, source } from '../source';

// OpenLLMetry (Traceloop) before it took up the GenAI messages.

const NO_WRAPPERS = new Set<string>();

/** `gen_ai.prompt.N.role`, `.content`, `.tool_calls.M.*`. */
export const prompts: Source<string> = messages('gen_ai.prompt');
/** `gen_ai.completion.N.role`, `.content`, `.finish_reason`, `.tool_calls.M.*`. */
export const completions: Source<string> = messages('gen_ai.completion');

function messages(prefix: string): Source<string> {
  return source(`${prefix}.N`, prefix, (view) => {
    const { elements } = indexed(view, `${prefix}.`, NO_WRAPPERS);
    if (elements.length === 0) return undefined;
    return { value: `[${elements.map(branchText).join(',')}]`, keys: elements.flatMap(keysOf) };
  });
}
