/** A page as people name it. */
export function pagePlace(page: number): string {
  return `第 ${page} 页 · page ${page}`;
}

/** What the speaker of a page noted for himself. */
export function notesPlace(page: number): string {
  return `第 ${page} 页备注 · notes of page ${page}`;
}

/** A sheet as people name it. */
export function sheetPlace(name: string): string {
  return `工作表“${name}” · sheet “${name}”`;
}

/** Pictures within a document, or the picture that is the document. */
export function picturePlace(count: number): string {
  return count === 1 ? '图片 · picture' : `图片 ${count} 张 · ${count} pictures`;
}
