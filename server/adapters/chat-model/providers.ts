/** Where a provider is found and what it asks for. Models and prices change every few months: each is only a default. */
export interface Provider {
  /** Name in configuration, traces and usage. */
  readonly name: string;
  /** What people read. */
  readonly label: string;
  /** Which client speaks to it. */
  readonly protocol: 'openai' | 'mistral';
  /** Absent: the address is the owner's own and must be configured. */
  readonly baseUrl?: string;
  /** Variable of the environment that holds the key. */
  readonly keyVariable: string;
  /** A local server may work without a key. */
  readonly keyOptional?: boolean;
  /** Absent: must be configured. */
  readonly defaultModel?: string;
  /** The name of the token limit in a request; older and compatible servers know max_tokens only. */
  readonly tokenLimit?: 'max_tokens' | 'max_completion_tokens';
  /** Yuan per million tokens of the default model by its public list, for estimates; dollars taken at 7.2. */
  readonly price?: TokenPrice;
  /** Absent: it has no embeddings that we know of. */
  readonly embedding?: EmbeddingOffer;
}

/** What a provider offers for embedding. */
export interface EmbeddingOffer {
  /** Absent: must be configured. */
  readonly defaultModel?: string;
  /** Texts that one call may bring at most. */
  readonly batchSize: number;
}

export interface TokenPrice {
  readonly input: number;
  readonly output: number;
}

export const PROVIDERS = [
  {
    name: 'openai',
    label: 'OpenAI',
    protocol: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
    defaultModel: 'gpt-4o-mini',
    tokenLimit: 'max_completion_tokens',
    price: { input: 1.08, output: 4.32 },
    embedding: { defaultModel: 'text-embedding-3-small', batchSize: 128 },
  },
  {
    name: 'deepseek',
    label: 'DeepSeek（推荐 · recommended）',
    protocol: 'openai',
    baseUrl: 'https://api.deepseek.com/v1',
    keyVariable: 'DEEPSEEK_API_KEY',
    defaultModel: 'deepseek-chat',
    price: { input: 2, output: 3 },
  },
  {
    name: 'claude',
    label: 'Claude',
    protocol: 'openai',
    baseUrl: 'https://api.anthropic.com/v1/',
    keyVariable: 'ANTHROPIC_API_KEY',
    defaultModel: 'claude-sonnet',
    price: { input: 21.6, output: 108 },
  },
  {
    name: 'moonshot',
    label: 'Moonshot 月之暗面',
    protocol: 'openai',
    baseUrl: 'https://api.moonshot.cn/v1',
    keyVariable: 'MOONSHOT_API_KEY',
    defaultModel: 'moonshot-v1-8k',
    price: { input: 2, output: 10 },
  },
  {
    name: 'qwen',
    label: 'Qwen 通义千问',
    protocol: 'openai',
    baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    keyVariable: 'DASHSCOPE_API_KEY',
    defaultModel: 'qwen-turbo',
    price: { input: 0.3, output: 0.6 },
    embedding: { defaultModel: 'text-embedding-v3', batchSize: 10 },
  },
  {
    name: 'gemini',
    label: 'Gemini',
    protocol: 'openai',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai/',
    keyVariable: 'GEMINI_API_KEY',
    defaultModel: 'gemini-flash',
  },
  {
    name: 'ernie',
    label: 'Ernie 文心一言',
    protocol: 'openai',
    baseUrl: 'https://qianfan.baidubce.com/v2',
    keyVariable: 'QIANFAN_API_KEY',
    defaultModel: 'ernie-speed',
  },
  {
    name: 'mistral',
    label: 'Mistral',
    protocol: 'mistral',
    baseUrl: 'https://api.mistral.ai',
    keyVariable: 'MISTRAL_API_KEY',
    defaultModel: 'mistral-small',
    price: { input: 0.72, output: 2.16 },
    embedding: { defaultModel: 'mistral-embed', batchSize: 64 },
  },
  {
    name: 'glm',
    label: 'GLM 智谱',
    protocol: 'openai',
    keyVariable: 'ZHIPU_API_KEY',
    embedding: { defaultModel: 'embedding-2', batchSize: 16 },
  },
  {
    name: 'ollama',
    label: 'Ollama',
    protocol: 'openai',
    keyVariable: 'OLLAMA_API_KEY',
    keyOptional: true,
    embedding: { batchSize: 16 },
  },
  {
    name: 'vllm',
    label: 'vLLM',
    protocol: 'openai',
    keyVariable: 'VLLM_API_KEY',
    keyOptional: true,
    embedding: { batchSize: 32 },
  },
  {
    name: 'custom',
    label: '其他兼容接口 · any compatible endpoint',
    protocol: 'openai',
    keyVariable: 'CHAT_API_KEY',
    keyOptional: true,
    embedding: { batchSize: 16 },
  },
] as const satisfies readonly Provider[];

/** The provider of a name; undefined for one we do not know. */
export function providerNamed(name: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.name === name);
}
