export { FakeOpenAi, type FakeRequest, type FakeRule } from './fake-openai';
export {
  answersBytes,
  callsTools,
  choosesNothing,
  fails,
  type FakeMessage,
  type FakeReply,
  type FakeToolCall,
  type FakeUsage,
  filtersContent,
  hangs,
  hangsUp,
  limitsRate,
  refuses,
  says,
} from './reply';
