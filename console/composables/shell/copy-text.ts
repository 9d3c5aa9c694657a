/**
 * Puts a text into the clipboard; true when it is there. Where the browser has no clipboard to give (plain http outside
 * localhost) the shown text is selected instead, so that one key copies it.
 */
export async function copyText(text: string, shown: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown) getSelection()?.selectAllChildren(shown);
    return false;
  }
}
