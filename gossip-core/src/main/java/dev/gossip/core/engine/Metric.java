package dev.gossip.core.engine;

import java.util.Locale;

/** What a node counts about itself. The name in snapshots is in lower case with dashes. */
public enum Metric {
  // What counts for every datagram stands together, in one or two cache lines of the counters.
  /** Datagrams taken from the wire. */
  DATAGRAMS_RECEIVED,
  /** Bytes of datagrams taken from the wire, without IP and UDP headers. */
  DATAGRAM_BYTES_RECEIVED,
  /** Payload frames that came from neighbours. */
  PAYLOAD_FRAMES_RECEIVED,
  /** Copies of messages that were known. */
  DUPLICATES,
  /** Payload frames handed to the transport: one for each neighbour that a copy went to. */
  PAYLOAD_FRAMES_SENT,
  /** Control frames handed to the transport. */
  CONTROL_FRAMES_SENT,
  /** Messages that this node published. */
  MESSAGES_PUBLISHED,
  /** Messages of others that were accepted: the first good copy of each. */
  MESSAGES_ACCEPTED,
  /** Messages of others that became public here. */
  MESSAGES_DELIVERED,
  /** Signatures checked. */
  SIGNATURE_CHECKS,
  /** Times that an author was found to have signed two messages under one number. */
  EQUIVOCATIONS,
  /** Bytes of payload frames handed to the transport. */
  PAYLOAD_BYTES_SENT,
  /** Control frames that came from neighbours. */
  CONTROL_FRAMES_RECEIVED,
  /** Bytes of control frames handed to the transport. */
  CONTROL_BYTES_SENT,
  /** Datagrams put on the wire. */
  DATAGRAMS_SENT,
  /** Bytes of datagrams put on the wire, without IP and UDP headers. */
  DATAGRAM_BYTES_SENT,
  /** Datagrams that peers sent over links of this node and that did not arrive. */
  DATAGRAMS_LOST,
  /** Messages that left the store early, to make room for newer ones. */
  STORE_EVICTIONS,
  /** Ids of messages that are remembered as seen, now. */
  SEEN_IDS,
  /** Messages that are stored, now. */
  STORED_MESSAGES,
  /** Neighbours that are up, now. */
  PEERS,
  /** Messages whose signature or content is being checked, now. */
  PENDING_CHECKS,
  /** Timers that wait, now. */
  TIMERS,
  /** Timers of the relay strategy that wait, now. */
  RELAY_TIMERS,
  /** Accepted messages that the relay strategy has not made public yet, now. */
  HELD_BACK;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Whether it says how things are now, and does not count what happened. */
  public boolean isGauge() {
    return switch (this) {
      case SEEN_IDS, STORED_MESSAGES, PEERS, PENDING_CHECKS, TIMERS, RELAY_TIMERS, HELD_BACK ->
          true;
      default -> false;
    };
  }

  /** The name in snapshots. */
  public String label() {
    return label;
  }
}
