import { EmbeddedOcr } from '../../../server/adapters/ocr/embedded/embedded-ocr.ts';
import { blankPicture, pictureNamed } from './pictures.ts';

/** A program that is killed while its reading process works: prints that one's number when the next picture is under way. */

const signal = new AbortController().signal;
const ocr = new EmbeddedOcr();
await ocr.read({ bytes: blankPicture() }, signal);
const reads = Array.from({ length: 30 }, () => ocr.read({ bytes: pictureNamed('page.png') }, signal));
process.stdout.write(`reading in ${ocr.processId}\n`);
await Promise.all(reads);
