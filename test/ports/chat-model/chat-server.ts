import { type ScriptedProvider, startScriptedProvider, type WireFault } from '../../support/scripted-provider.ts';

interface Completion {
  readonly kind: 'answer';
  readonly text: string;
  readonly finish?: string;
  readonly usage?: boolean;
}

/** How the server behaves to one request. */
export type ChatBehaviour = Completion | WireFault;

export type ChatServer = ScriptedProvider<ChatBehaviour>;

/** A server that speaks chat completions as the providers do, with their faults on demand. */
export function startChatServer(): Promise<ChatServer> {
  return startScriptedProvider<Completion>({ kind: 'answer', text: '您好' }, (answer, body) =>
    completion(answer, String(body['model'])),
  );
}

function completion(answer: Completion, model: string): unknown {
  const usage = { prompt_tokens: 210, completion_tokens: 34, total_tokens: 244 };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_790_000_000,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.text, tool_calls: null },
        finish_reason: answer.finish ?? 'stop',
      },
    ],
    ...(answer.usage === false ? {} : { usage }),
  };
}
