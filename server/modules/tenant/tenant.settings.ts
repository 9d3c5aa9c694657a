import { z } from 'zod';

const words = z.array(z.string().min(1).max(40)).max(500);

/**
 * What a business may want to change, with the product's defaults as seed. Stored in tenant.settings; keys that are absent
 * have their default. The settings that only the database reads (handoffSlaSeconds 120, handoffExpirySeconds 43200,
 * takeOverExpirySeconds 60, phonePauseSeconds 600, sessionSeconds 1800) have the same defaults there.
 */
const TENANT_SETTINGS = z.object({
  /** Confidence from which the model replies, 0–1. */
  replyThreshold: z.number().min(0).max(1).default(0.75),
  /** Confidence from which the model asks back; below it hands off, 0–1. */
  clarifyThreshold: z.number().min(0).max(1).default(0.55),
  /** Output tokens of one answer at most. */
  maxOutputTokens: z.number().int().min(16).max(4000).default(400),
  /** Tokens of passages in a prompt at most. */
  evidenceTokens: z.number().int().min(100).max(8000).default(600),
  temperature: z.number().min(0).max(2).default(0.3),
  /** Bubbles of the model per group and minute. */
  roomBubblesPerMinute: z.number().int().min(1).default(20),
  /** Bubbles of the model per account and minute. */
  accountBubblesPerMinute: z.number().int().min(1).default(100),
  /** Bubbles of the model per group and day; when spent, turns are handed off. */
  roomBubblesPerDay: z.number().int().min(1).default(200),
  /** Bubbles of the model per account and day; when spent, turns are handed off. */
  accountBubblesPerDay: z.number().int().min(1).default(1000),
  /** Seconds between two answers to one person. */
  answerIntervalSeconds: z.number().min(0).default(30),
  /** Whether the model answers questions in groups that nobody addressed to it. */
  answerGroupQuestions: z.boolean().default(false),
  /** Topics a person answers: price, contract, … as words. */
  forbiddenTopics: words.default([]),
  /** Words after which the model says nothing and a person looks. */
  sensitiveWords: words.default([]),
  /** Words of our own beside the built-in ones. */
  complaintWords: words.default([]),
  dangerWords: words.default([]),
  humanWords: words.default([]),
  /** Rises with each change of the company's own examples of kinds of dialog; 0: it has none. */
  kindExamplesRevision: z.number().int().min(0).default(0),
  /** Whether confidence is measured by the company's own maps, once it has some; false: by the shipped ones. */
  useOwnMaps: z.boolean().default(true),
  /** Whether imports wait until somebody lets them go on. The database reads it as well (start_import). */
  importsPaused: z.boolean().default(false),
  /** Groups of words that mean the same to this business, beside those that mean the same to everybody. */
  synonyms: z.array(words).max(500).default([]),
  /** Words that ask nothing, beside the built-in ones. */
  fillers: words.default([]),
  /** What the customer reads when a person is called. */
  handoffNotice: z.string().min(1).max(400).default('好的，已为您转接人工客服，请稍候。'),
  /** The same after words of danger. */
  dangerNotice: z
    .string()
    .min(1)
    .max(400)
    .default('请先断开电源并远离设备，注意安全。已为您转接人工客服，马上有人联系您。'),
  /** What the customer reads when nobody took the handoff in time. */
  handoffExpiredNotice: z.string().max(400).optional(),
  /** The answer to a greeting that asks nothing. */
  greeting: z.string().min(1).max(400).default('您好，我是智能客服，请问有什么可以帮您？'),
  /** The answer to whoever asks whether a person is answering. */
  askHumanAnswer: z
    .string()
    .min(1)
    .max(400)
    .default('我是智能客服，可以先为您解答。需要人工时，请回复「人工」，我马上为您转接。'),
  /** Name and manner of the answerer, put before every prompt. */
  persona: z.string().max(1000).default('你是店铺的微信客服，说话简洁、礼貌、口语化，称呼客户为「您」。'),
});

export type TenantSettings = z.infer<typeof TENANT_SETTINGS>;

/** Reads stored settings; a value that does not fit falls back to its default, so that one bad key never stops a tenant. */
export function readTenantSettings(stored: Readonly<Record<string, unknown>>): TenantSettings {
  const whole = TENANT_SETTINGS.safeParse(stored);
  if (whole.success) {
    return whole.data;
  }
  const bad = new Set(whole.error.issues.map((issue) => String(issue.path[0])));
  return TENANT_SETTINGS.parse(Object.fromEntries(Object.entries(stored).filter(([key]) => !bad.has(key))));
}
