import { BookOpen, ChartColumn, MessagesSquare, Monitor } from 'lucide-vue-next';
import type { Component } from 'vue';

export interface NavItem {
  readonly name: 'inbox' | 'knowledge' | 'overview' | 'agents';
  readonly icon: Component;
}

/** The pages of the console in the order of the rail. */
export const NAV_ITEMS: readonly NavItem[] = [
  { name: 'inbox', icon: MessagesSquare },
  { name: 'knowledge', icon: BookOpen },
  { name: 'overview', icon: ChartColumn },
  { name: 'agents', icon: Monitor },
];
