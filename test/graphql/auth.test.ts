import { randomUUID } from 'node:crypto';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { expect, it } from 'vitest';
import { HubClient, text } from './support/hub-client.ts';
import { describeHub, OWNER_PASSWORD } from './support/test-hub.ts';

const LOGIN = `mutation ($requestId: ID!, $input: LoginInput!) {
  login(requestId: $requestId, input: $input) { token refreshToken expiresAt serverTime me { email role tenant { demo } } } }`;
const REDEEM = `mutation ($requestId: ID!, $code: String!, $password: String) {
  redeemLoginLink(requestId: $requestId, code: $code, password: $password) { token refreshToken } }`;
const REFRESH = `mutation ($requestId: ID!, $refreshToken: String!) {
  refreshToken(requestId: $requestId, refreshToken: $refreshToken) { token refreshToken } }`;
const LOGOUT = `mutation ($requestId: ID!) { logout(requestId: $requestId) }`;
const ME = `{ me { email } }`;

describeHub('signing in', (given) => {
  const login = (password = OWNER_PASSWORD, requestId = randomUUID()) =>
    given().anyone.send(LOGIN, { requestId, input: { email: ' Admin@LocalHost ', password } });

  it('takes an e-mail address in any spelling, and the right password', async () => {
    const { data } = await login();
    expect(data['login']).toMatchObject({ me: { email: 'admin@localhost', role: 'ADMIN', tenant: { demo: false } } });
    const claims = decodeJwt(text(data['login']?.['token']));
    expect(claims).toMatchObject({ iss: 'kefu-hub', aud: 'kefu-hub-api', role: 'admin' });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3600);
  });

  it('refuses a wrong password, an unknown address and an unknown agent with the same words', async () => {
    const wrong = await login('wrong password');
    const unknown = await given().anyone.send(LOGIN, {
      input: { email: 'nobody@localhost', password: 'wrong password' },
    });
    const agent = await given().anyone.send(LOGIN, { input: { agentId: '999', apiKey: 'kfa_wrong' } });
    expect(wrong.errors[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', detail: { reason: 'credentials' } });
    for (const { errors } of [unknown, agent]) expect(errors[0]?.extensions).toEqual(wrong.errors[0]?.extensions);
  });

  it('wants one kind of credentials', async () => {
    const inputs = [{}, { email: 'a@b.c' }, { email: 'a@b.c', password: 'x', agentId: '1', apiKey: 'y' }];
    for (const input of inputs) expect(await given().anyone.refusal(LOGIN, { input })).toBe('BAD_INPUT');
  });

  it('slows down guessing at one account, and says for how long', async () => {
    const guess = () => given().anyone.send(LOGIN, { input: { email: 'guessed@localhost', password: 'wrong' } });
    const codes: string[] = [];
    for (let count = 0; count < 11; count += 1) codes.push((await guess()).errors[0]!.extensions.code);
    expect(codes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'UNAUTHENTICATED'));
    const { errors } = await guess();
    expect(errors[0]?.extensions.code).toBe('LIMIT_RATE');
    expect(Number(errors[0]?.extensions.detail['retryAfterSeconds'])).toBeGreaterThan(0);
    expect((await login()).errors).toEqual([]);
  });

  it('gives agents a token of a day', async () => {
    const claims = decodeJwt(given().agent.token ?? '');
    expect(claims).toMatchObject({ role: 'agent', sub: `agent:${given().hub.seeded.demo?.agent?.agentId}` });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(86_400);
  });

  it('answers a repeated login with the very same tokens, and stores neither', async () => {
    const requestId = randomUUID();
    const [first, again] = [await login(OWNER_PASSWORD, requestId), await login(OWNER_PASSWORD, requestId)];
    expect(again.data['login']?.['token']).toBe(first.data['login']?.['token']);
    expect(again.data['login']?.['refreshToken']).toBe(first.data['login']?.['refreshToken']);
    const tenantId = given().hub.seeded.own?.tenantId ?? '';
    const stored = await given().counted.database.inTenant(tenantId, (em) =>
      em.execute('select r::text as row from request r'),
    );
    expect(stored.length).toBeGreaterThan(0);
    for (const secret of ['token', 'refreshToken']) {
      expect(JSON.stringify(stored)).not.toContain(text(first.data['login']?.[secret]));
    }
  });

  it('knows a token by its signature, algorithm, issuer, audience and type', async () => {
    const token = given().owner.token ?? '';
    const claims = decodeJwt(token);
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .sign(new Uint8Array(32));
    const unsigned = new UnsecuredJWT(claims).encode();
    const bent = `${token.slice(0, -3)}AAA`;
    for (const bad of [forged, unsigned, bent, 'nonsense', '']) {
      const { status, errors } = await new HubClient(given().hub.url, bad).send(ME);
      expect([status, errors[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  it('ends a sign-in with logout, at once', async () => {
    const { data } = await login();
    const client = new HubClient(given().hub.url, text(data['login']?.['token']));
    expect(await client.ask(ME)).toEqual({ me: { email: 'admin@localhost' } });
    expect(await client.ask(LOGOUT)).toEqual({ logout: true });
    expect(await client.refusal(ME)).toBe('UNAUTHENTICATED');
    expect(await given().anyone.refusal(REFRESH, { refreshToken: data['login']?.['refreshToken'] })).toBe(
      'UNAUTHENTICATED',
    );
  });
});

describeHub('refreshing', (given) => {
  const signIn = async () => {
    const { data } = await given().anyone.send(LOGIN, {
      input: { email: 'admin@localhost', password: OWNER_PASSWORD },
    });
    return { token: text(data['login']?.['token']), refreshToken: text(data['login']?.['refreshToken']) };
  };
  const refresh = (refreshToken: unknown, requestId = randomUUID()) =>
    given().anyone.send(REFRESH, { refreshToken, requestId });

  it('gives new tokens, and a retry of the same request the same ones', async () => {
    const { refreshToken } = await signIn();
    const requestId = randomUUID();
    const [first, again] = [await refresh(refreshToken, requestId), await refresh(refreshToken, requestId)];
    expect(first.data['refreshToken']?.['refreshToken']).not.toBe(refreshToken);
    expect(again.data).toEqual(first.data);
  });

  it('gives two tabs that refresh at the same time the same tokens', async () => {
    const { refreshToken } = await signIn();
    const [one, two] = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(one.errors).toEqual([]);
    expect(two.data).toEqual(one.data);
  });

  it('ends the whole sign-in when a used token comes back', async () => {
    const { refreshToken } = await signIn();
    const second = (await refresh(refreshToken)).data['refreshToken'];
    const third = (await refresh(second?.['refreshToken'])).data['refreshToken'];
    const stolen = await refresh(refreshToken);
    expect(stolen.errors[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', detail: { reason: 'reused' } });
    expect((await refresh(third?.['refreshToken'])).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(await new HubClient(given().hub.url, text(third?.['token'])).refusal(ME)).toBe('UNAUTHENTICATED');
  });

  it('refuses what it never gave out', async () => {
    expect((await refresh('made up')).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

describeHub('inviting', (given) => {
  const INVITE = `mutation ($requestId: ID!, $email: String!) {
    inviteUser(requestId: $requestId, email: $email, name: "小李", role: OPERATOR) { link expiresAt user { id email role active } } }`;

  it('gives a link that signs in once and sets a password', async () => {
    const email = `${randomUUID()}@example.com`;
    const { inviteUser } = await given().owner.ask(INVITE, { email });
    expect(inviteUser?.['user']).toMatchObject({ email, role: 'OPERATOR', active: true });
    const code = text(inviteUser?.['link']).split('/').at(-1);
    expect(await given().anyone.refusal(REDEEM, { code })).toBe('BAD_INPUT');
    expect(await given().anyone.refusal(REDEEM, { code, password: 'short' })).toBe('BAD_INPUT');
    const requestId = randomUUID();
    const first = await given().anyone.ask(REDEEM, { code, password: 'long enough', requestId });
    expect(await given().anyone.ask(REDEEM, { code, password: 'long enough', requestId })).toEqual(first);
    expect(await given().anyone.refusal(REDEEM, { code, password: 'long enough' })).toBe('UNAUTHENTICATED');
    const login = await given().anyone.ask(LOGIN, { input: { email, password: 'long enough' } });
    expect(login['login']?.['me']).toMatchObject({ email, role: 'OPERATOR' });
  });

  it('shows a repeated request the same link and stores none', async () => {
    const requestId = randomUUID();
    const email = `${randomUUID()}@example.com`;
    const first = await given().owner.ask(INVITE, { email, requestId });
    expect(await given().owner.ask(INVITE, { email, requestId })).toEqual(first);
    const other = await given().owner.send(INVITE, { email: `${randomUUID()}@example.com`, requestId });
    expect(other.errors[0]?.extensions.code).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('refuses an address that is taken, one that is none, and an agent', async () => {
    expect(await given().owner.refusal(INVITE, { email: 'admin@localhost' })).toBe('CONFLICT');
    expect(await given().owner.refusal(INVITE, { email: 'nonsense' })).toBe('BAD_INPUT');
    expect(await given().owner.refusal(INVITE.replace('OPERATOR', 'AGENT'), { email: 'x@example.com' })).toBe(
      'BAD_INPUT',
    );
  });

  it('lets nobody into the demo but by its link, without a password', async () => {
    expect(await given().demo.ask(`{ me { tenant { demo } } }`)).toEqual({ me: { tenant: { demo: true } } });
    expect(await given().anyone.refusal(LOGIN, { input: { email: 'demo@localhost', password: 'demo' } })).toBe(
      'UNAUTHENTICATED',
    );
  });
});
