import type { Database } from '../../ports/database.ts';
import type { Wake } from '../../ports/wake.ts';
import { createLineUrgency } from '../dialog/line-urgency.ts';
import { createAcceptBatcher } from './accept-batcher.ts';
import type { AcceptServices } from './accept-messages.ts';
import { createPlaces } from './places.ts';

/** What accepting lines of agents needs, one for each hub. */
export function createAccept({ database, wake }: { database: Database; wake: Wake }): AcceptServices {
  return {
    database,
    wake,
    places: createPlaces(database),
    acceptBatcher: createAcceptBatcher(database, wake),
    lineUrgency: createLineUrgency(),
  };
}
