import type { OfficePackage } from './office-package.ts';
import { readXml } from './read-xml.ts';

/** Lines and arrows between what a diagram says. */
const CONNECTIONS = new Set(['pres', 'parTrans', 'sibTrans']);

/** What the shapes of a diagram (SmartArt) say, in the order in which they were written. */
export function diagramTexts(office: OfficePackage, part: string, relationship: string | undefined): string[] {
  const target = office.relationships(part).find(({ id }) => id === relationship)?.target;
  const bytes = target === undefined ? undefined : office.part(target);
  const texts: string[] = [];
  let connects = false;
  let inText = false;
  let text = '';
  if (!bytes) return texts;
  readXml(bytes, {
    open: (name, { type }) => {
      if (name === 'pt') [connects, text] = [CONNECTIONS.has(type ?? ''), ''];
      else if (name === 't') inText = !connects;
      else if (name === 'p' && text !== '') text += '\n';
    },
    close: (name) => {
      if (name === 'pt' && text.trim() !== '') texts.push(text.trim());
      if (name === 'pt') text = '';
      if (name === 't' || name === 'r') inText = false;
    },
    text: (piece) => {
      if (inText) text += piece;
    },
  });
  return texts;
}
