/** Splits a stream of text into server-sent events; feed(text) returns those that are complete. */
export class EventParser {
  #rest = '';
  #event = { event: 'message', data: [], id: null };


  feed(text) {
    const events = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    for (const line of lines) {
      if (line === '') this.#finish(events);
      else if (!line.startsWith(':')) this.#take(line);
    }
    return events;
  }

  #take(line) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#event.data.push(value);
    else if (name === 'event') this.#event.event = value;
    else if (name === 'id') this.#event.id = value;
  }

  #finish(events) {
    if (this.#event.data.length > 0) events.push({ ...this.#event, data: this.#event.data.join('\n') });
    this.#event = { event: 'message', data: [], id: null };
  }
}
