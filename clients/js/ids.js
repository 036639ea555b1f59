/** A random id; crypto.randomUUID is missing on plain http outside localhost. */
export function newId(bytes = 12) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), each => each.toString(16).padStart(2, '0')).join('');
}
