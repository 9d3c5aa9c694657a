/** What a name is made of: a room, and the customer who speaks in it. */
interface Named {
  readonly room: { readonly kind: 'PRIVATE' | 'GROUP'; readonly name: string };
  readonly customer: { readonly name: string };
}

/** What a session is called: by the customer; in a group, where every member has a session, by group and member. */
export function sessionName({ room, customer }: Named): string {
  if (room.kind === 'PRIVATE' || room.name === customer.name) return customer.name;
  return `${room.name} · ${customer.name}`;
}
