import { createMistralModel } from '../../../server/adapters/chat-model/mistral.ts';
import { describeChatModel } from './chat-model-suite.ts';

describeChatModel('Mistral', createMistralModel, '/chat/completions');
