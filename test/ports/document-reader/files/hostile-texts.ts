import { gzipSync } from 'node:zlib';
import type { HostileFile } from './hostile-file.ts';

const MIB = 1024 * 1024;

/** Text, tables and web pages without measure or under other names. */
export const HOSTILE_TEXTS: readonly HostileFile[] = [
  {
    what: 'a hundred thousand tags in each other',
    fileName: 'a.html',
    becomes: 'HOSTILE_FILE',
    bytes: () => Buffer.from(`<p>正文</p>${'<div>'.repeat(100_000)}`),
  },
  {
    what: 'a hundred thousand hidden tags in each other',
    fileName: 'a.html',
    becomes: 'HOSTILE_FILE',
    bytes: () => Buffer.from(`<svg>${'<g>'.repeat(100_000)}`),
  },
  {
    what: 'a million attributes',
    fileName: 'a.html',
    becomes: 'read',
    bytes: () => Buffer.from(`<p ${Array.from({ length: 200_000 }, (_, index) => `a${index}=1`).join(' ')}>正文</p>`),
  },
  {
    what: 'cells that span everything',
    fileName: 'a.html',
    becomes: 'LIMIT_FILE',
    bytes: () => Buffer.from(`<table>${'<tr><td colspan=1000 rowspan=1000>x</td></tr>'.repeat(10_000)}</table>`),
  },
  {
    what: 'a picture that is a page as well',
    fileName: 'a.html',
    becomes: 'WRONG_CONTENT',
    bytes: () => Buffer.from('GIF89a/*<html><p>x</p></html>*/'),
  },
  {
    what: 'an encoding nobody knows',
    fileName: 'a.html',
    becomes: 'read',
    bytes: () => Buffer.from('<meta charset="x-evil"><p>正文</p>'),
  },
  { what: 'one line of 50 MB', fileName: 'a.csv', becomes: 'LIMIT_FILE', bytes: () => Buffer.alloc(50 * MIB, 'a') },
  {
    what: 'one line of 25 million cells',
    fileName: 'a.csv',
    becomes: 'LIMIT_FILE',
    bytes: () => Buffer.alloc(50 * MIB, 'a,'),
  },
  {
    what: 'a quote that never ends',
    fileName: 'a.csv',
    becomes: 'BAD_TABLE',
    bytes: () => Buffer.from(`问题,答案\n"${'长'.repeat(MIB)}`),
  },
  { what: 'nothing but quotes', fileName: 'a.csv', becomes: 'BAD_TABLE', bytes: () => Buffer.alloc(2 * MIB + 1, '"') },
  {
    what: 'packed text under the name of text',
    fileName: 'a.csv',
    becomes: 'WRONG_CONTENT',
    bytes: () => gzipSync('问题,答案\n'),
  },
  {
    what: 'comments that never end',
    fileName: 'a.md',
    becomes: 'read',
    bytes: () => Buffer.from(`# 标题\n${`${'<!--'.repeat(4000)}\n`.repeat(60)}`),
  },
  {
    what: 'brackets and stars without end',
    fileName: 'a.md',
    becomes: 'read',
    bytes: () =>
      Buffer.from(
        `${'['.repeat(19_000)}\n\n${'**'.repeat(9500)}\n\n${'|'.repeat(19_000)}\n${'|-'.repeat(9000)}|\n${' '.repeat(19_000)}x`,
      ),
  },
  {
    what: 'a million headings',
    fileName: 'a.md',
    becomes: 'EMPTY_DOCUMENT',
    bytes: () => Buffer.from('# \n'.repeat(1_000_000)),
  },
  {
    what: 'zero bytes throughout',
    fileName: 'a.txt',
    becomes: 'BAD_ENCODING',
    bytes: () => Buffer.from('甲\u0000乙\u0000丙\u0000'),
  },
  {
    what: 'a stray zero byte',
    fileName: 'a.txt',
    becomes: 'read',
    bytes: () => Buffer.from(`${'正常的文字。'.repeat(100)}\u0000${'还是正常的文字。'.repeat(100)}`),
  },
  {
    what: 'UTF-16 with half a character',
    fileName: 'a.txt',
    becomes: 'BAD_ENCODING',
    bytes: () => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('文字', 'utf16le'), Buffer.from([0x00, 0xd8])]),
  },
  {
    what: 'noise',
    fileName: 'a.txt',
    becomes: 'BAD_ENCODING',
    bytes: () => Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919 + 131) % 256)),
  },
  {
    what: 'a program under the name of text',
    fileName: 'a.txt',
    becomes: 'WRONG_CONTENT',
    bytes: () => Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46]), Buffer.alloc(200)]),
  },
  { what: 'nothing', fileName: 'a.txt', becomes: 'EMPTY_DOCUMENT', bytes: () => new Uint8Array() },
  { what: 'a byte order mark alone', fileName: 'a.txt', becomes: 'EMPTY_DOCUMENT', bytes: () => Buffer.from('\uFEFF') },
  {
    what: 'a web page under the name of a picture',
    fileName: 'a.png',
    becomes: 'WRONG_CONTENT',
    bytes: () => Buffer.from('<html></html>'),
  },
  {
    what: 'an ending of our own machinery',
    fileName: 'a.__proto__',
    becomes: 'UNSUPPORTED_FORMAT',
    bytes: () => Buffer.from('x'),
  },
  { what: 'more than 100 MB', fileName: 'a.txt', becomes: 'LIMIT_FILE', bytes: () => new Uint8Array(100 * MIB + 1) },
];
