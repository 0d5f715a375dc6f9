/**
 * What was typed as an event type, in the fields of a verification: `101`, `anna/intro`, `team:support/call`, `people:anna,bert`,
 * each with an `@organization` where it has one, and as the table names them (`id:101`, `user:anna/intro|30`).
 */
export const readEventType = (text) => {
  const [named, duration] = text.trim().split('|');
  const length = duration === undefined ? {} : { duration: Number(duration) };
  const id = /^(?:id:)?(\d+)$/.exec(named);
  if (id !== null) return { eventTypeId: Number(id[1]), ...length };
  const [, way = 'user', owner, slug, organization] =
    /^(?:(user|team|people):)?([^/@]+)(?:\/([^/@]+))?(?:@([^/@]+))?$/.exec(named) ?? [];
  if (owner === undefined || (slug === undefined) !== (way === 'people')) return undefined;
  const whose = organization === undefined ? {} : { organizationSlug: plain(organization) };
  if (way === 'people') return { usernames: owner.split(',').map(plain), ...whose, ...length };
  const owned = way === 'team' ? { teamSlug: plain(owner) } : { username: plain(owner) };
  return { eventTypeSlug: plain(slug), ...owned, ...whose, ...length };
};

/** Names stand percent-encoded in the cache; what is no such code was typed. */
const plain = (part) => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
