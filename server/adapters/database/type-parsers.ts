import { createPostgreSqlTypeParsers } from '@mikro-orm/postgresql';
import { types, type CustomTypesConfig } from 'pg';

const INT8 = 20;
const FLOAT4 = 700;
const TEXT_ARRAY = 1009;
const INT8_ARRAY = 1016;
const NUMERIC = 1700;
const XID8 = 5069;

type Parse = (text: string) => unknown;

/** pg's own list of type numbers knows no arrays, its parsers do. */
const parserOf = types.getTypeParser as (oid: number, format?: 'text' | 'binary') => Parse;

const parseTextArray = parserOf(TEXT_ARRAY) as (text: string) => string[];

const callParsers = new Map<number, Parse>([
  [INT8, String],
  [NUMERIC, String],
  [XID8, String],
  [FLOAT4, Number],
  [INT8_ARRAY, parseTextArray],
]);

const mapperParsers = new Map<number, Parse>(
  Object.entries(createPostgreSqlTypeParsers(parseTextArray)).map(([oid, parse]) => [Number(oid), parse]),
);

/** How the rows of `call` are read: what does not fit a number exactly stays text, times become Date, json is parsed. */
export const CALL_TYPES = typesWith(callParsers);

/** How rows are read for MikroORM: it makes dates and intervals itself from text. */
export const MAPPER_TYPES = typesWith(mapperParsers);

function typesWith(parsers: ReadonlyMap<number, Parse>): CustomTypesConfig {
  const find = (oid: number, format?: 'text' | 'binary'): unknown => parsers.get(oid) ?? parserOf(oid, format);
  return { getTypeParser: find as CustomTypesConfig['getTypeParser'] };
}
