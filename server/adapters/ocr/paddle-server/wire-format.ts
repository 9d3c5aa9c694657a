import { z } from 'zod';
import type { OcrBox, OcrLine } from '../../../ports/ocr.ts';

/** How a PaddleOCR server wants a picture and what it answers. */
export interface WireFormat {
  /** Where it is asked, below the server's address. */
  readonly path: string;
  body(base64: string): object;
  /** Pieces of text of an answer that says it succeeded. Throws for anything else. */
  read(answer: unknown): readonly OcrLine[];
}

const polygon = z.array(z.tuple([z.number(), z.number()])).min(3);

const servingAnswer = z.object({
  errorCode: z.literal(0),
  result: z.object({
    ocrResults: z.tuple([
      z.object({
        prunedResult: z.object({
          rec_texts: z.array(z.string()),
          rec_scores: z.array(z.number()),
          rec_polys: z.array(polygon),
        }),
      }),
    ]),
  }),
});

/** `paddlex --serve --pipeline OCR`, as PaddleOCR 3 recommends it. */
export const SERVING: WireFormat = {
  path: '/ocr',
  body: (file) => ({
    file,
    fileType: 1,
    // Both would answer in pixels of a picture that we do not have.
    useDocOrientationClassify: false,
    useDocUnwarping: false,
    visualize: false,
  }),
  read: (answer) => {
    const [{ prunedResult }] = servingAnswer.parse(answer).result.ocrResults;
    const { rec_texts: texts, rec_scores: scores, rec_polys: polygons } = prunedResult;
    return texts.map((text, place) => pieceOf(text, scores[place], polygons[place]));
  },
};

const hubServingAnswer = z.object({
  status: z.literal('000'),
  results: z.tuple([z.array(z.object({ text: z.string(), confidence: z.number(), text_region: polygon }))]),
});

/** `hub serving start -m ocr_system`, the way of PaddleOCR 2. */
export const HUB_SERVING: WireFormat = {
  path: '/predict/ocr_system',
  body: (picture) => ({ images: [picture] }),
  read: (answer) => {
    const [pieces] = hubServingAnswer.parse(answer).results;
    return pieces.map(({ text, confidence, text_region: corners }) => pieceOf(text, confidence, corners));
  },
};

function pieceOf(text: string, score: number | undefined, corners: z.infer<typeof polygon> | undefined): OcrLine {
  if (score === undefined || corners === undefined) throw new TypeError('lists of different lengths');
  return { text: text.trim(), confidence: Math.min(1, Math.max(0, score)), box: boxRound(corners) };
}

function boxRound(corners: z.infer<typeof polygon>): OcrBox {
  const across = corners.map(([x]) => x);
  const down = corners.map(([, y]) => y);
  const [x, y] = [Math.min(...across), Math.min(...down)];
  return { x, y, width: Math.max(...across) - x, height: Math.max(...down) - y };
}
