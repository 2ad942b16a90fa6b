package dev.gossip.api.node;

import java.util.Locale;

/**
 * What a node counts about itself, apart from drops, which {@link DropReason} lists. Labels are
 * stable: dashboards and alerts may rely on them.
 */
public enum Metric {
  // Counters updated for every datagram are adjacent, to stay within two cache lines.
  DATAGRAMS_RECEIVED("datagrams received from the network"),
  DATAGRAM_BYTES_RECEIVED("bytes of received datagrams, without IP and UDP headers"),
  PAYLOAD_FRAMES_RECEIVED("payload frames received from peers"),
  DUPLICATES("received copies of messages that were already known"),
  PAYLOAD_FRAMES_SENT("payload frames handed to the transport, one for each peer"),
  CONTROL_FRAMES_SENT("control frames of the relay handed to the transport"),
  MESSAGES_PUBLISHED("messages published by this node"),
  MESSAGES_ACCEPTED("messages of other nodes accepted: the first valid copy of each"),
  MESSAGES_DELIVERED(
      "messages of other nodes delivered to the application, also on topics without a listener"),
  SIGNATURE_CHECKS(
      "signature checks started; one for a group of messages that were signed together"),
  EQUIVOCATIONS("times that an author signed two messages under one sequence number"),
  PAYLOAD_BYTES_SENT("bytes of payload frames handed to the transport"),
  CONTROL_FRAMES_RECEIVED("control frames received from peers"),
  CONTROL_BYTES_SENT("bytes of control frames handed to the transport"),
  DATAGRAMS_SENT("datagrams handed to the socket or its backlog"),
  DATAGRAM_BYTES_SENT("bytes of sent datagrams, without IP and UDP headers"),
  DATAGRAMS_LOST("datagrams that peers sent on a link and that did not arrive"),
  LINK_CONTROL_FRAMES_SENT("control frames of membership and discovery handed to the transport"),
  ANNOUNCEMENTS_SENT("announcements of large messages handed to the transport"),
  REQUESTS_SENT("requests for announced messages handed to the transport"),
  STORE_EVICTIONS("messages evicted from the store early, to make room for newer ones"),
  DISCOURAGED_PEERS("times that a peer that was up was disconnected because of its standing"),
  MESSAGES_RECOVERED("messages whose first copy came from a peer of which repair had requested it"),
  REPAIR_COMPARISONS("comparisons with a peer that repair started and that have ended"),
  REPAIR_COMPARISONS_FOUND("comparisons of repair that found messages that this node lacked"),
  REPAIR_BYTES_SENT("bytes of control frames of repair, without what surrounds their bodies"),
  SEEN_IDS("message ids remembered as seen, now", true),
  STORED_MESSAGES("messages in the store, now", true),
  PEERS("peers with an accepted link, now", true),
  PENDING_CHECKS("messages whose signature or content is being checked or waits for it, now", true),
  ANNOUNCED_MESSAGES(
      "large messages that peers have announced and that have not arrived, now", true),
  UNSENT_BYTES("bytes of messages that wait to be sent or acknowledged, now", true),
  TIMERS("timers of the node that are pending, now", true),
  RELAY_TIMERS("timers of the relay that are pending, now", true),
  HELD_BACK("accepted messages that the relay has not made public yet, now", true);

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final String meaning;
  private final boolean gauge;

  Metric(String meaning) {
    this(meaning, false);
  }

  Metric(String meaning, boolean gauge) {
    this.meaning = meaning;
    this.gauge = gauge;
  }

  /** Whether this is a current value that can fall; otherwise it is a total that only grows. */
  public boolean isGauge() {
    return gauge;
  }

  /** The metric's name in snapshots and documents, such as {@code payload-frames-sent}. */
  public String label() {
    return label;
  }

  /** What is counted, in one phrase. */
  public String meaning() {
    return meaning;
  }

  @Override
  public String toString() {
    return label;
  }
}
