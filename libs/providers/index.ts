export { backoffMs } from './chat/backoff';
export {
  type ChatAnswer,
  ChatClient,
  type ChatMessage,
  type ChatRequest,
  type ProviderFacts,
} from './chat/chat-client';
export { ProviderError, type ProviderErrorKind } from './chat/provider-error';
export { ProvidersModule } from './providers.module';
