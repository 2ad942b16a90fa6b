package dev.gossip.api.node;

import java.util.Locale;

/**
 * Why a node dropped something. Every drop is counted under one of these; {@code dropped.<label>}
 * is its name among the metrics of a node. Labels are stable: dashboards and alerts may rely on
 * them.
 */
public enum DropReason {
  // Datagrams that cannot be used.
  DATAGRAM_SIZE(
      "A datagram was shorter than a header or longer than the largest allowed one.",
      "Usually foreign traffic. If peers run this software, check that no device "
          + "on the path alters datagrams."),
  NOT_GOSSIP(
      "A datagram did not begin with the magic number.",
      "Foreign traffic on the port, such as a scan. Restrict the port if there is much of it."),
  OTHER_VERSION(
      "A datagram had another version of the wire format.",
      "Run versions of this software that speak the same wire format."),
  MALFORMED_DATAGRAM(
      "A datagram did not parse: its header, its body or the length of a frame in it.",
      "A faulty or hostile sender. Limit what reaches the port if it continues."),
  UNKNOWN_CONNECTION(
      "A datagram named a connection id that this node does not have.",
      "Normal after this node restarted or after a link went down. Investigate if "
          + "it continues for minutes."),
  WRONG_ADDRESS(
      "A datagram for a link came from another address than the link has.",
      "Normal after a peer changed its address, which then connects again. "
          + "Otherwise somebody guesses connection ids."),
  FILTERED_ADDRESS(
      "A transport refused a datagram because of the address that it came from.",
      "None, unless peers are missing: then look at the addresses that the transport serves."),
  BEFORE_ACCEPT(
      "Data arrived on a link that was still being dialed.",
      "Normal when datagrams overtake each other."),
  UNEXPECTED_ACCEPT(
      "An accept arrived for a link that is not being dialed, with other ids.",
      "A repeated or forged accept. Harmless in small numbers."),
  HALF_OPEN_REPLACED(
      "An unfinished incoming link was removed to make room for a newer one.",
      "Many of them are a flood of connects with forged addresses. Raise "
          + "gossip.transport.udp.max-half-open or filter by address."),
  TOO_MANY_LINKS(
      "A node could not link because the maximum number of links was reached.",
      "Raise gossip.transport.udp.max-links, or let nodes dial others."),
  LINKED_ELSEWHERE(
      "A node tried to link under an id that is linked already.",
      "Normal when two nodes dial each other. Otherwise two nodes use one "
          + "identity, or somebody claims an id."),
  UNEXPECTED_HANDSHAKE(
      "A datagram of a handshake arrived that is not under way, or for the second time.",
      "Normal when datagrams are lost or repeated."),
  BAD_HANDSHAKE(
      "A datagram of a handshake was not authentic.",
      "Many of them mean that somebody forges datagrams, or that a device on the path alters them."),
  HANDSHAKE_LIMIT(
      "A node was not answered because too many dialed, or its part of the Internet too often.",
      "Normal during a flood; otherwise let other nodes dial."),
  NOT_AUTHENTIC(
      "A datagram of a link could not be opened with the keys of the link.",
      "Many of them mean that somebody forges datagrams, or that a device on the path alters them."),
  REPLAYED_DATAGRAM(
      "A datagram of a link arrived a second time, or too late to know.",
      "Normal when the path repeats datagrams; otherwise somebody sends copies."),
  // Frames and messages from peers.
  LINK_CLOSED(
      "A frame followed a frame that closed the link.",
      "None: the link was closed for a reason that is reported on its own."),
  TOO_MANY_HELLOS(
      "A peer sent more than 32 HELLO and refusal frames within a second on one link.",
      "A faulty or hostile peer."),
  BEFORE_HELLO(
      "A frame came before the peer's HELLO was accepted.",
      "Normal when datagrams are lost or overtake each other; otherwise a faulty peer."),
  REFUSED_BY_SPAM_CONTROL(
      "Spam control refused to spend work on a frame or a signature check.",
      "Expected during a flood. If honest peers are hit, raise the limits of the "
          + "spam control in use."),
  MALFORMED_FRAME(
      "A frame could not be read by this node or by its relay.",
      "A faulty or hostile peer, or nodes of different versions."),
  LIFETIME_TOO_LONG("A message had a lifetime above one hour.", "A faulty or hostile origin."),
  FROM_THE_FUTURE(
      "A message was created later than this node's clock allows.",
      "Synchronise the clocks of both nodes, or raise gossip.clock-skew."),
  EXPIRED(
      "A message arrived, or waited in the publish queue, after the end of its lifetime.",
      "Synchronise the clocks; raise gossip.lifetime if messages take that long."),
  POSSIBLE_REPLAY(
      "A signed message may have been seen and forgotten before.",
      "Raise gossip.seen-ids so that ids are remembered for their whole lifetime."),
  UNSIGNED(
      "An unsigned message arrived at a node that signs and whose policy is strict.",
      "Let its origin sign, or set gossip.signing.policy to lax."),
  UNTRUSTED_AUTHOR(
      "The author of a message is not trusted on its topic.",
      "Add the author to the trust file if it should be heard."),
  BAD_SIGNATURE(
      "A signature did not match its message, or had a length that no signature has.",
      "A forger, or a network whose name differs. The peer that sent it is "
          + "reported to spam control."),
  BAD_SIGNATURE_AGAIN(
      "A message arrived again whose signature was found bad within the last 10 seconds.",
      "As for bad-signature."),
  TOO_MANY_CHECKS(
      "A message was not checked because too many checks were waiting.",
      "Raise gossip.transport.udp.verify-threads or gossip.pending-checks; use a "
          + "spam control with limits."),
  UNPROVEN_SIGNATURE(
      "A message claimed to belong to a signed batch whose signature turned out to be bad.",
      "As for bad-signature."),
  CHECK_FAILED(
      "A check ended with an error, such as a lack of memory.",
      "Look at the stack trace on standard error; give the JVM more memory if that was the cause."),
  IGNORED(
      "A validator or spam control did not want a message; nobody is at fault.",
      "None, unless messages are missing: then look at the validator or the "
          + "limits of spam control."),
  REJECTED(
      "A validator or spam control rejected a message; its author or its carrier is at fault.",
      "Look at the validator. Many from one peer mean that the peer does not validate."),
  // Frames that this node wanted to send.
  PEER_NOT_UP(
      "The relay sent a frame to a peer that was not up.",
      "Normal while a peer goes down. Many of them are a fault of the relay."),
  LINK_NOT_UP(
      "A frame was queued on a link that was not up, or the link went down before it left.",
      "Normal while a peer goes down."),
  NO_ROOM(
      "A frame found no room in the queue of its link.",
      "The peer or the path is slower than the traffic. Publish less, or raise "
          + "gossip.transport.udp.queue-bytes."),
  LINK_QUEUE_FULL(
      "The transport had no room for a frame in the queue of its link.", "As for no-room."),
  FRAME_TOO_LARGE(
      "A frame was larger than the transport carries, or a control frame larger than a datagram.",
      "A fault of the relay: it must ask its context for the largest control frame."),
  EMPTY_FRAME("The transport was asked to send an empty frame.", "A fault of the relay."),
  SEND_BACKLOG_FULL(
      "The socket did not take datagrams fast enough and the backlog was full.",
      "Publish less, or raise gossip.transport.udp.send-backlog."),
  SEND_FAILED(
      "The operating system refused to send a datagram.",
      "Look at the warning with the system's error; check routes and firewall. Without a warning,"
          + " a datagram was too large for its path; the link then sends smaller ones."),
  // Messages and ids at this node.
  NEVER_DELIVERED(
      "The relay held more accepted messages than gossip.store-messages; the oldest was given up.",
      "Raise gossip.store-messages, or lower what the relay holds."),
  NOT_AWAITING_DELIVERY(
      "The relay delivered a message that it did not hold, or delivered it twice.",
      "A fault of the relay."),
  DELIVERY_QUEUE_FULL(
      "A listener of the application was too slow and its queue was full.",
      "Make the listener faster, give it an executor of its own, or raise "
          + "gossip.delivery-queue."),
  EXECUTOR_FAILED(
      "The executor of a listener refused a task.",
      "Give the executor more room, and do not shut it down before the node is closed."),
  SEEN_EVICTED_EARLY(
      "An id was forgotten before its message expired, to make room for newer ones.",
      "Raise gossip.seen-ids or lower gossip.lifetime."),
  SEEN_LOG_FAILED(
      "A seen id could not be written to the data directory.",
      "Free space on the disk; the node tries again. Until then a restart may "
          + "deliver a message twice."),
  NODE_STOPPED("Something was left when the node stopped.", "None."),
  GOODBYE_FAILED(
      "The transport failed while it closed its links at the end.",
      "Report it to the author of the transport."),
  CLOSE_FAILED("The socket could not be closed cleanly.", "None, if the node stopped."),
  // Reports that were left out.
  STRANGER_WARNING(
      "A warning about a node that this node did not dial, beyond the ten a "
          + "minute that are reported.",
      "Many of them mean that foreign or hostile nodes connect."),
  STRANGER_REFUSED(
      "A refusal of a node that this node did not dial, beyond the ten a minute "
          + "that are reported.",
      "Many of them mean that nodes of another network or composition connect."),
  STDOUT_QUEUE_FULL(
      "A line for standard output was left out because nobody read it.",
      "Read the output of the command, or send it to a file."),
  STDERR_QUEUE_FULL(
      "A line for standard error was left out because nobody read it.",
      "Read the output of the command, or send it to a file."),
  STDOUT_FAILED(
      "A line could not be written to standard output.",
      "Free space on the disk, or do not close the pipe before the command has ended."),
  STDERR_FAILED(
      "A line could not be written to standard error.",
      "Free space on the disk, or do not close the pipe before the command has ended."),
  UNWANTED_NODE(
      "A node is not the one that was looked for, is discouraged, or is not an allowed peer.",
      "None, unless links are missing: then look at its id, gossip.allowed-peers and spam control."),
  // Plugins
  CHANNEL_NOT_SHARED(
      "A plugin sent a control frame to a node that does not have the same plugin.",
      "A bug of the plugin, which should look at maxControlBytes first."),
  UNUSABLE_ADDRESS(
      "A discovery proposed an address that no node can have, such as a multicast address.",
      "None, unless addresses are missing: then look at the source of the discovery."),
  ADDRESS_BOOK_FULL(
      "The address book was full: a proposed address was left out, or an older one was evicted.",
      "Raise gossip.known-addresses, or look at what the discoveries propose."),
  BEFORE_ACCEPTANCE(
      "A frame arrived from a node that membership had not accepted yet, or too many of them.",
      "None, unless there are many: then look at how long the membership plugin takes."),
  CANDIDATE_UNDECIDED(
      "Membership neither accepted nor refused a node in time, so its link was closed.",
      "A bug of the membership plugin; or raise gossip.candidate-timeout."),

  // Large messages.
  BAD_ACKNOWLEDGEMENT(
      "A peer acknowledged a datagram that this node had not sent.",
      "A faulty or hostile peer; on plain links, anyone who sees the traffic."),
  BAD_FRAGMENT(
      "A fragment did not agree with the others of its frame, or with the rules for fragments.",
      "A faulty or hostile peer."),
  FRAGMENTS_EVICTED(
      "A frame whose fragments were still arriving was given up to make room for others.",
      "Peers send more large messages at a time than this node keeps. Raise its memory, or let them"
          + " send less."),
  FRAGMENTS_INCOMPLETE(
      "The rest of a frame's fragments did not arrive in time.",
      "Normal when a link goes down meanwhile. Otherwise look at the loss on the path."),
  FRAME_NOT_ACKNOWLEDGED(
      "A frame of several datagrams was given up, because its peer did not acknowledge it in time.",
      "Look at the loss on the path, and at the peer."),
  PAYLOAD_TOO_LARGE(
      "A message had a larger payload than this node accepts.",
      "Set gossip.max-payload-bytes alike at all nodes."),
  NOT_ANNOUNCED(
      "A peer requested a message that this node had not announced to it, or no longer has.",
      "Normal in small numbers, when a request comes late."),
  ANNOUNCEMENT_LIMIT(
      "A peer announced more large messages than this node keeps track of.",
      "A hostile peer, or too many large messages at a time."),
  TOO_MANY_REPORTS(
      "Spam controls reported peers more than 1,000 times in one event; the rest was not heard.",
      "A fault of the spam control in use: it must report a peer once for what it did.");

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final String meaning;
  private final String action;

  DropReason(String meaning, String action) {
    this.meaning = meaning;
    this.action = action;
  }

  /** The reason's name in metrics, events and documents, such as {@code bad-signature}. */
  public String label() {
    return label;
  }

  /** The name of the counter of this reason among a node's metrics: {@code dropped.<label>}. */
  public String metricName() {
    return "dropped." + label;
  }

  /** What was dropped and why: one sentence. */
  public String meaning() {
    return meaning;
  }

  /** What an operator or a plugin author should do about it; "None." if nothing. */
  public String action() {
    return action;
  }

  @Override
  public String toString() {
    return label;
  }
}
