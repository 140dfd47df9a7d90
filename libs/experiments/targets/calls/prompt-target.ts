import type { ChatClient } from '@assay/providers';
import type { TargetItem } from '../placeholders';
import type { CallContext, PreparedTarget, TargetAnswer } from '../target-answer';
import { FilledTooLargeError, MAX_FILLED_CHARS, type Template } from '../template';
import { newTraceContext } from '../trace-context';
import { providerFailure } from './provider-failure';

/** A prompt target with all that its calls share. */
export interface PromptCall {
  readonly projectId: string;
  /** The provider's default unless given. */
  readonly model: string | undefined;
  readonly messages: readonly { readonly role: string; readonly content: Template }[];
  readonly parameters: object | undefined;
  readonly timeoutMs: number;
}

/** Asks a language model through the provider of the project; the text of its answer is the output. */
export class PromptTarget implements PreparedTarget {
  constructor(
    private readonly chat: ChatClient,
    private readonly prompt: PromptCall,
  ) {}

  async call(item: TargetItem, context: CallContext): Promise<TargetAnswer> {
    const { projectId, model, parameters, timeoutMs } = this.prompt;
    const { traceId, traceparent } = newTraceContext();
    const startedAt = performance.now();
    const measured = (): Pick<TargetAnswer, 'latencyMs' | 'traceId'> => ({
      latencyMs: performance.now() - startedAt,
      traceId,
    });
    try {
      const answer = await this.chat.complete(projectId, {
        model,
        messages: this.messages(item, context),
        parameters,
        timeoutMs: context.timeoutMs ?? timeoutMs,
        signal: context.signal,
        headers: { traceparent },
        // Whoever calls decides when to try again, and counts it.
        maxAttempts: 1,
      });
      const { text: output, tokensInput, tokensOutput, costUsd } = answer;
      return { output, tokensInput, tokensOutput, costUsd, ...measured() };
    } catch (error) {
      if (error instanceof FilledTooLargeError) {
        return { error: { message: error.message, type: 'too_large' }, retryable: false, ...measured() };
      }
      return { ...providerFailure(error), ...measured() };
    }
  }

  private messages(item: TargetItem, context: CallContext): { role: string; content: string }[] {
    let maxChars = MAX_FILLED_CHARS;
    return this.prompt.messages.map(({ role, content: template }) => {
      const content = template.fill(item, context, maxChars);
      maxChars -= content.length;
      return { role, content };
    });
  }
}
