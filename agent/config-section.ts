import type { Text } from './log.ts';

/** Bounds of a number, both inclusive, and what it is when the key is absent. */
export interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly fallback: number;
  readonly whole?: boolean;
}

/** Everything found wrong while a configuration is read, so that it can be said at once. */
export interface Findings {
  readonly faults: Text[];
  readonly warnings: Text[];
}

/** One mapping of the configuration file. Reads never throw: what is wrong goes to the findings and a harmless value comes back. */
export class ConfigSection {
  private readonly values: ReadonlyMap<string, unknown>;
  private readonly path: string;
  private readonly findings: Findings;
  private readonly read = new Set<string>();

  constructor(value: unknown, path: string, findings: Findings) {
    this.path = path;
    this.findings = findings;
    if (value !== undefined && value !== null && !isMapping(value)) {
      this.fault('', '应为一组键值', 'must be a mapping of keys to values');
    }
    this.values = new Map(isMapping(value) ? Object.entries(value) : []);
  }

  section(key: string): ConfigSection {
    return new ConfigSection(this.take(key), this.name(key), this.findings);
  }

  /** A text that must be there; numbers are taken as their digits, so that `agent_id: 3` works unquoted. */
  requiredText(key: string): string {
    const value = this.optionalText(key);
    if (value === undefined || value === '') {
      this.fault(key, '缺少此项', 'is missing');
      return '';
    }
    return value;
  }

  optionalText(key: string): string | undefined {
    const value = this.take(key);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value.trim();
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    this.fault(key, '应为文字', 'must be a text');
    return undefined;
  }

  number(key: string, rule: NumberRule): number {
    const value = this.take(key);
    if (value === undefined || value === null) return rule.fallback;
    const fits = typeof value === 'number' && value >= rule.min && value <= rule.max;
    if (fits && (rule.whole !== true || Number.isInteger(value))) return value;
    const kind = rule.whole === true ? { zh: '整数', en: 'a whole number' } : { zh: '数字', en: 'a number' };
    this.fault(
      key,
      `应为 ${rule.min} 到 ${rule.max} 之间的${kind.zh}`,
      `must be ${kind.en} from ${rule.min} to ${rule.max}`,
    );
    return rule.fallback;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.take(key);
    if (value === undefined || value === null) return fallback;
    if (typeof value === 'boolean') return value;
    this.fault(key, '应为 true 或 false', 'must be true or false');
    return fallback;
  }

  choice<Value extends string>(key: string, allowed: readonly Value[], fallback: Value): Value {
    const value = this.optionalText(key);
    if (value === undefined) return fallback;
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    this.fault(key, `应为以下之一：${allowed.join('、')}`, `must be one of ${allowed.join(', ')}`);
    return fallback;
  }

  texts(key: string): readonly string[] {
    const value = this.take(key);
    if (value === undefined || value === null) return [];
    if (Array.isArray(value) && value.every((one): one is string => typeof one === 'string')) return value;
    this.fault(key, '应为一列文字', 'must be a list of texts');
    return [];
  }

  /** Says that `key` is wrong; '' is the section itself. */
  fault(key: string, zh: string, en: string): void {
    this.findings.faults.push({ zh: `${this.name(key)}：${zh}`, en: `${this.name(key)} ${en}` });
  }

  warn(key: string, zh: string, en: string): void {
    this.findings.warnings.push({ zh: `${this.name(key)}：${zh}`, en: `${this.name(key)} ${en}` });
  }

  /** Names the keys nobody has read: most of them are slips of the pen. */
  warnOfUnknownKeys(): void {
    for (const key of this.values.keys()) {
      if (!this.read.has(key)) this.warn(key, '不认识此项，已忽略', 'is not known and was ignored');
    }
  }

  private take(key: string): unknown {
    this.read.add(key);
    return this.values.get(key);
  }

  private name(key: string): string {
    return [this.path, key].filter((part) => part !== '').join('.');
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
