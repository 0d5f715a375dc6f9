/** Whoever a webhook or a list of bookings names, as he is compared: text in lower case, and nothing where nothing is told. Pure. */
import type { Person } from './availability_change.ts';

/** Somebody as Cal.com writes him; what is not told is absent, null or undefined. */
export interface WrittenPerson {
  readonly id?: number | null | undefined;
  readonly email?: string | undefined;
  readonly username?: string | undefined;
}

/** By all that names him. */
export const personOf = ({ id, email, username }: WrittenPerson): Person => ({
  ...(id === null || id === undefined ? {} : { userId: id }),
  ...(email === undefined ? {} : { email: email.toLowerCase() }),
  ...(username === undefined ? {} : { username: username.toLowerCase() }),
});

/** The e-mail addresses of some people. */
export const emailsOf = (people: readonly Pick<WrittenPerson, 'email'>[]): readonly string[] =>
  people.flatMap(({ email }) => (email === undefined ? [] : [email.toLowerCase()]));
