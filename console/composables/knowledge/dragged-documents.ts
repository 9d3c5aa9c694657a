/** Type under which rows of the list travel while they are dragged; files of the desktop have their own. */
const TYPE = 'application/x-kefu-documents';

export function dragDocuments(event: DragEvent, ids: readonly string[]): void {
  event.dataTransfer?.setData(TYPE, JSON.stringify(ids));
  if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
}

/** Ids of the documents that were let go; undefined when it was something else. */
export function droppedDocuments(event: DragEvent): readonly string[] | undefined {
  const text = event.dataTransfer?.getData(TYPE);
  return text ? (JSON.parse(text) as string[]) : undefined;
}

/** Whether files of the desktop are over the page. */
export function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
