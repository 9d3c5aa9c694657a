import { useClientHandle } from '@urql/vue';
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import {
  AgentEventsDocument,
  AgentsPageDocument,
  RevokeAgentDocument,
  SetAgentPausedDocument,
  type AgentFactsFragment,
} from '../../generated/graphql.ts';
import { useCommand, type CommandResult } from '../api/use-command.ts';
import type { FeedState } from '../live/live-feed.ts';
import { useLiveFeed } from '../live/use-live-feed.ts';
import { useFailureTexts } from '../shell/use-failure-texts.ts';
import { useToastStore } from '../shell/toast-store.ts';
import { sortAgents } from './agent-rules.ts';

export interface Agents {
  readonly agents: ComputedRef<AgentFactsFragment[]>;
  readonly state: ShallowRef<FeedState>;
  put(agent: AgentFactsFragment): void;
  /** Stops or resumes reading and typing on that computer. */
  setPaused(agentId: string, paused: boolean): Promise<void>;
  /** True when its key is worth nothing any more. */
  revoke(agentId: string): Promise<boolean>;
}

const PAGE = 100;

/** All agents, complete and live. */
export function useAgents(): Agents {
  const { client } = useClientHandle();
  const toasts = useToastStore();
  const words = useFailureTexts();
  const known = shallowRef<ReadonlyMap<string, AgentFactsFragment>>(new Map());
  const pausing = useCommand(SetAgentPausedDocument);
  const revoking = useCommand(RevokeAgentDocument);

  const put = (agent: AgentFactsFragment): void => {
    known.value = new Map(known.value).set(agent.id, agent);
  };

  async function readAll(): Promise<void> {
    const all: AgentFactsFragment[] = [];
    let after: string | null = null;
    for (;;) {
      const result = await client
        .query(AgentsPageDocument, { first: PAGE, after }, { requestPolicy: 'network-only' })
        .toPromise();
      if (!result.data) throw result.error ?? new Error('no answer');
      all.push(...result.data.agents.edges.map((edge) => edge.node));
      if (!result.data.agents.pageInfo.hasNextPage) break;
      after = result.data.agents.pageInfo.endCursor;
    }
    known.value = new Map(all.map((agent) => [agent.id, agent]));
  }

  function settle<Data>(result: CommandResult<Data>, agentOf: (data: Data) => AgentFactsFragment): boolean {
    if ('data' in result) {
      put(agentOf(result.data));
      return true;
    }
    toasts.show({ tone: 'danger', title: words(result.failure).title, text: words(result.failure).next });
    return false;
  }

  const feed = useLiveFeed({
    document: AgentEventsDocument,
    variables: {},
    pick: (data) => data.agentEvents,
    refetch: readAll,
    apply: (change) => put(change.agent),
  });
  return {
    agents: computed(() => sortAgents(known.value.values())),
    state: feed.state,
    put,
    async setPaused(agentId, paused) {
      settle(await pausing.run({ agentId, paused }), (data) => data.setAgentPaused);
    },
    revoke: async (agentId) => settle(await revoking.run({ agentId }), (data) => data.revokeAgent),
  };
}
