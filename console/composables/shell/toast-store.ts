import { defineStore } from 'pinia';
import { ref } from 'vue';

export interface Toast {
  readonly id: number;
  readonly tone: 'success' | 'human' | 'warn' | 'danger';
  readonly title: string;
  readonly text?: string | undefined;
  /** What the toast is about, so that it can go when that is settled. */
  readonly about?: string | undefined;
  readonly action?: { readonly label: string; run(): void } | undefined;
  /** Milliseconds; what went wrong stays until it is closed. */
  readonly lasts: number;
}

const MOST = 3;
const LASTS_MS = { plain: 5_000, action: 10_000, danger: Number.POSITIVE_INFINITY } as const;

/** Short notices in the corner: at most three, five seconds each, ten with something to undo. */
export const useToastStore = defineStore('toasts', () => {
  const toasts = ref<Toast[]>([]);
  let next = 1;
  return {
    toasts,
    show(toast: Omit<Toast, 'id' | 'lasts'>): void {
      const lasts = toast.tone === 'danger' ? LASTS_MS.danger : toast.action ? LASTS_MS.action : LASTS_MS.plain;
      toasts.value = [...toasts.value, { ...toast, id: next, lasts }].slice(-MOST);
      next += 1;
    },
    settle(about: string): void {
      toasts.value = toasts.value.filter((toast) => toast.about !== about);
    },
    dismiss(id: number): void {
      toasts.value = toasts.value.filter((toast) => toast.id !== id);
    },
  };
});
