import { AppError } from '../ports/errors.ts';
import { builder } from './builder.ts';

/** Longest cursor the hub gives out is far shorter; longer ones are not ours. */
const MAX_CURSOR = 200;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

builder.scalarType('DateTime', {
  description: '时刻，ISO 8601，UTC，毫秒 · Exact moment, ISO 8601 UTC with milliseconds.',
  serialize: (value) => value.toISOString(),
  parseValue: (value) => {
    const moment = typeof value === 'string' && MOMENT.test(value) ? new Date(value) : undefined;
    if (!moment || Number.isNaN(moment.getTime())) throw new AppError('BAD_INPUT', { problem: 'DateTime' });
    return moment;
  },
});

builder.scalarType('Cursor', {
  description: '推送位置，原样交回 after · Opaque feed position; hand it back as `after`.',
  serialize: (value) => value,
  parseValue: (value) => {
    if (typeof value !== 'string' || value.length === 0 || value.length > MAX_CURSOR) {
      throw new AppError('BAD_INPUT', { problem: 'Cursor' });
    }
    return value;
  },
});

builder.scalarType('JSON', {
  description: '结构见字段说明的 JSON · Free JSON of a documented shape.',
  serialize: (value) => value,
  parseValue: (value) => value,
});
