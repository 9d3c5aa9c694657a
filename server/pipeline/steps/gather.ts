import type { Database } from '../../ports/database.ts';
import { readTenantSettings } from '../../modules/tenant/tenant.settings.ts';
import type { GatheredTurn, TurnClaim } from '../turn.ts';

/** JSON of the database: times are ISO text until they are revived. */
type Stored<T> = {
  [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K];
};

/** What the database answers of a turn. */
export interface GatheredRow {
  readonly now: string;
  readonly turn: { readonly revision: number; readonly replans: number; readonly firstLineAt: string };
  readonly lines: readonly Stored<GatheredTurn['lines'][number]>[];
  readonly session: GatheredTurn['session'];
  readonly customer: Stored<GatheredTurn['customer']>;
  readonly room: GatheredTurn['room'];
  readonly ambiguous: boolean;
  readonly history: readonly Stored<GatheredTurn['history'][number]>[];
  readonly counts: Stored<GatheredTurn['counts']>;
  readonly settings: Record<string, unknown>;
}

/** Everything the turn needs: what came with the claim, else read in one round trip; null when the claim is no longer ours. */
export async function gather(
  database: Database,
  claim: TurnClaim,
  known: GatheredRow | null,
): Promise<GatheredTurn | null> {
  const gathered = known ?? (await read(database, claim));
  return gathered && revive(claim, gathered);
}

async function read(database: Database, claim: TurnClaim): Promise<GatheredRow | null> {
  const [row] = await database.call<{ gathered: GatheredRow }>('gather', [claim.tenantId, claim.turnId, claim.token]);
  return row?.gathered ?? null;
}

function revive(claim: TurnClaim, gathered: GatheredRow): GatheredTurn {
  const lines = gathered.lines.map((line) => ({ ...line, receivedAt: new Date(line.receivedAt) }));
  return {
    claim,
    now: new Date(gathered.now),
    revision: gathered.turn.revision,
    replans: gathered.turn.replans,
    firstLineAt: new Date(gathered.turn.firstLineAt),
    lines,
    session: gathered.session,
    customer: {
      ...gathered.customer,
      lastAnsweredAt: dateOrNull(gathered.customer.lastAnsweredAt),
      lastActiveAt: new Date(gathered.customer.lastActiveAt),
      createdAt: new Date(gathered.customer.createdAt),
    },
    room: gathered.room,
    ambiguous: gathered.ambiguous,
    history: gathered.history.map((line) => ({ ...line, at: new Date(line.at) })),
    counts: { ...gathered.counts, oldestMinuteAt: dateOrNull(gathered.counts.oldestMinuteAt) },
    settings: readTenantSettings(gathered.settings),
    question: questionOf(lines),
  };
}

/** The text of the turn's lines, one a row; what was set aside is not a question. */
function questionOf(lines: GatheredTurn['lines']): string {
  return lines
    .filter((line) => !line.setAside && (line.kind === 'text' || line.kind === 'quote'))
    .map((line) => line.content.trim())
    .filter((text) => text !== '')
    .join('\n');
}

function dateOrNull(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
