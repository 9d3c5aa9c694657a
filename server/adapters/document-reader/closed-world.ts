import { registerHooks } from 'node:module';

/** What a parser has no business with. Node's permission model holds files and processes; it knows no network. */
const CLOSED = new Set(
  'net tls http https http2 dgram dns dns/promises child_process worker_threads cluster inspector vm repl wasi'.split(
    ' ',
  ),
);

function refuse(name: string): never {
  throw new Error(`${name} is closed to a reading process`);
}

/** Closes the network and every way to another process, before a stranger's file is looked at. */
export function closeWorld(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const name = specifier.replace(/^node:/u, '');
      if (CLOSED.has(name)) refuse(name);
      return next(specifier, context);
    },
  });
  const builtin = process.getBuiltinModule.bind(process);
  process.getBuiltinModule = (name: string) => (CLOSED.has(name.replace(/^node:/u, '')) ? refuse(name) : builtin(name));
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']) {
    Object.defineProperty(globalThis, name, { value: undefined, configurable: false });
  }
}
