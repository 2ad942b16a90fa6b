// What the page knows: the nodes as polled, and the messages and events as they were streamed.

const MAX_MESSAGES = 200;
const MAX_EVENTS = 100;
const COLOURS = 6;
// Of what is older than this, the page shows the end and no movement.
const FRESH_MILLIS = 2_000;
const LOGGED = new Set([
  'peer-up', 'peer-down', 'peer-moved', 'discouraged', 'refused', 'equivocation', 'stopped', 'ready',
]);

/** Nodes, links, messages and events. */
export class Model {
  nodes = new Map();
  messages = new Map();
  events = [];
  topic = 'main';
  #skewMillis = 0;
  #byId = new Map();
  #texts = new Map();
  #known = 0;
  #logged = 0;

  /** Takes the answer of GET /network. */
  update(network) {
    this.#skewMillis = Date.parse(network.time) - Date.now();
    this.topic = network.topic;
    this.nodes = new Map(network.nodes.map((node) => [node.node, { peers: [], metrics: {}, ...node }]));
    this.#byId = new Map(network.nodes.filter((node) => node.id).map((node) => [node.id, node.node]));
  }

  /** The key of a peer: the address of the served node with its id, or its own address. */
  keyOf(peer) {
    return this.#byId.get(peer.peerId) ?? peer.peer;
  }

  /** All links, each once, with what either end says about it. */
  links() {
    const links = new Map();
    for (const node of this.nodes.values()) {
      for (const peer of node.peers) {
        const ends = [node.node, this.keyOf(peer)].sort(byAddress);
        const key = ends.join(' ');
        const link = links.get(key) ?? { key, ends, at: {} };
        link.at[node.node] = peer;
        links.set(key, link);
      }
    }
    return [...links.values()].sort((a, b) => byAddress(a.ends[0], b.ends[0]) || byAddress(a.ends[1], b.ends[1]));
  }

  /** Nodes that only appear as peers. */
  outside() {
    const keys = new Set();
    for (const link of this.links()) {
      link.ends.filter((end) => !this.nodes.has(end)).forEach((end) => keys.add(end));
    }
    return [...keys].sort(byAddress);
  }

  /** How many served nodes other than its origin are up, and so can get a message. */
  reachable(message) {
    let reachable = 0;
    for (const node of this.nodes.values()) {
      if (node.node !== message.origin && (node.up || message.arrivals.has(node.node))) {
        reachable++;
      }
    }
    return reachable;
  }

  total(metric) {
    let sum = 0;
    for (const node of this.nodes.values()) {
      sum += node.metrics[metric] ?? 0;
    }
    return sum;
  }

  /** The drops of some nodes by reason, most first. */
  static drops(nodes) {
    const sums = new Map();
    for (const node of nodes) {
      for (const [name, value] of Object.entries(node.metrics)) {
        if (name.startsWith('dropped.')) {
          const reason = name.slice('dropped.'.length);
          sums.set(reason, (sums.get(reason) ?? 0) + value);
        }
      }
    }
    return [...sums.entries()].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  }

  /** Takes an event; returns the message that it is about, if any. */
  add(event) {
    if (event.event === 'published' || event.event === 'delivered') {
      return this.#message(event);
    }
    if (LOGGED.has(event.event)) {
      this.events.unshift({ ...event, number: this.#logged++ });
      this.events.length = Math.min(this.events.length, MAX_EVENTS);
    }
    return null;
  }

  /** Keeps the text of a message that this page published: nodes do not deliver their own. */
  setText(id, text) {
    this.#texts.set(id, text);
    if (this.#texts.size > MAX_MESSAGES) {
      this.#texts.delete(this.#texts.keys().next().value);
    }
  }

  /** The text of a message that this page published, if it did. */
  textOf(id) {
    return this.#texts.get(id);
  }

  /** Whether an event has only just happened. */
  isFresh(event) {
    return Date.parse(event.time) > Date.now() + this.#skewMillis - FRESH_MILLIS;
  }

  #message(event) {
    let message = this.messages.get(event.id);
    if (message === undefined) {
      message = { id: event.id, topic: event.topic, began: event.time, arrivals: new Map(), colour: this.#known++ % COLOURS };
      this.messages.set(event.id, message);
      if (this.messages.size > MAX_MESSAGES) {
        this.messages.delete(this.messages.keys().next().value);
      }
    }
    if (event.event === 'published') {
      message.origin = event.node;
      message.began = event.time;
      message.peers = event.peers;
    } else {
      message.event ??= event;
      message.arrivals.set(event.node, { from: event.from, time: event.time });
      message.latest = event.time;
    }
    return message;
  }
}

/** Orders addresses by host and then by the number of the port. */
export function byAddress(a, b) {
  const [hostA, portA] = split(a);
  const [hostB, portB] = split(b);
  return hostA.localeCompare(hostB) || portA - portB;
}

function split(address) {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, colon), Number(address.slice(colon + 1))];
}

/** Short names of addresses: the port alone if all have one host. */
export function shortNames(addresses) {
  const hosts = new Set(addresses.map((address) => split(address)[0]));
  return (address) => (hosts.size === 1 && hosts.has(split(address)[0]) ? String(split(address)[1]) : address);
}
