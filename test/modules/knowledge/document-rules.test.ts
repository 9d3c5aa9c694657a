import { expect, it } from 'vitest';
import { DOCUMENT_NAME, FOLDER_TEXT } from '../../../server/modules/knowledge/document.rules.ts';

it.each([
  '../../etc/passwd',
  'C:\\secret.docx',
  'a\u0000.docx',
  'a\r\nb.docx',
  '发票\u202Excod.exe',
  '\u2066a.docx',
  `${'长'.repeat(201)}.docx`,
  ' ',
])('%j is no name of a document', (name) => {
  expect(DOCUMENT_NAME.safeParse(name).success).toBe(false);
});

it.each(['..', 'a/../b', '/a', 'a/', '.hidden', 'a\\b', 'a\u202Eb', '售后/\u2067退货'])('%j is no folder', (folder) => {
  expect(FOLDER_TEXT.safeParse(folder).success).toBe(false);
});

it.each(['价格表（2026 版）.xlsx', "it's 100% – final.docx", 'ملف.pdf', '价格 👨‍👩‍👧.txt'])('%j is a name', (name) => {
  expect(DOCUMENT_NAME.safeParse(name).success).toBe(true);
});

it.each(['', '售后', '售后/退货 2026', 'a.b/c'])('%j is a folder', (folder) => {
  expect(FOLDER_TEXT.safeParse(folder).success).toBe(true);
});
