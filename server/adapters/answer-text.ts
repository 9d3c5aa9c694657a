/** Text of an answer over HTTP; throws what `tooLong` makes when it is longer than `most` bytes, before it takes memory. */
export async function answerText(response: Response, most: number, tooLong: () => Error): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.byteLength;
    if (size > most) throw tooLong();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
