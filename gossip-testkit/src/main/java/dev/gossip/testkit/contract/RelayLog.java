package dev.gossip.testkit.contract;

import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one strategy got from its node and did with it. */
final class RelayLog {
  private final Map<MessageId, FirstCopy> accepted = new LinkedHashMap<>();
  private final Map<MessageId, Integer> deliveries = new LinkedHashMap<>();
  // By receiver and message: whether this node had delivered the message when it first sent it.
  private final Map<PeerId, Map<MessageId, Boolean>> sent = new HashMap<>();
  // Incremented whenever a peer may have lost a message or may have asked for one.
  private final Map<PeerId, Integer> resendReasons = new HashMap<>();
  private final Map<String, Integer> timers = new TreeMap<>();

  private record FirstCopy(@Nullable PeerId from, boolean isPublic, int resendReasons) {}

  // ---- what happens --------------------------------------------------------------------------

  /**
   * Adds a message that the strategy got.
   *
   * @param from the sender of this first copy; null at the origin
   * @param isPublic whether the sender had delivered the message
   */
  void accept(MessageId id, @Nullable PeerId from, boolean isPublic) {
    int reasons = from == null ? 0 : resendReasons.getOrDefault(from, 0);
    accepted.put(id, new FirstCopy(from, isPublic, reasons));
  }

  /** Removes a message whose first copy the strategy rejected. */
  void reject(MessageId id) {
    accepted.remove(id);
  }

  void addResendReason(PeerId peer) {
    resendReasons.merge(peer, 1, Integer::sum);
  }

  void sent(PeerId to, MessageId id) {
    sent.computeIfAbsent(to, unused -> new HashMap<>()).putIfAbsent(id, deliveries(id) > 0);
  }

  void delivered(MessageId id) {
    deliveries.merge(id, 1, Integer::sum);
  }

  void countTimer(String label, int change) {
    timers.merge(label, change, Integer::sum);
  }

  // ---- what happened so far ------------------------------------------------------------------

  /** Messages that the strategy got and did not reject. */
  Set<MessageId> accepted() {
    return Collections.unmodifiableSet(accepted.keySet());
  }

  /** Whether the strategy got a message and did not reject it. */
  boolean accepted(MessageId id) {
    return accepted.containsKey(id);
  }

  /** How often a message was delivered. */
  int deliveries(MessageId id) {
    return deliveries.getOrDefault(id, 0);
  }

  /** Whether every accepted message was delivered exactly once. */
  boolean deliversAll() {
    return accepted.keySet().stream().allMatch(id -> deliveries(id) == 1);
  }

  /** How many accepted messages were never delivered. */
  long undeliveredCount() {
    return accepted.keySet().stream().filter(id -> deliveries(id) == 0).count();
  }

  /**
   * Whether one of the current peers, other than the sender of the first copy, was not sent a
   * message.
   */
  boolean skippedAPeer(MessageId id, List<Peer> peers) {
    FirstCopy first = accepted.get(id);
    return first != null
        && peers.stream()
            .map(Peer::id)
            .anyMatch(
                peer ->
                    !peer.equals(first.from) && !sent.getOrDefault(peer, Map.of()).containsKey(id));
  }

  /** Number of pending timers by label. */
  Map<String, Integer> timers() {
    return Collections.unmodifiableMap(timers);
  }

  /** Whether this node had delivered a message when it first sent it to a peer. */
  boolean wasDeliveredBeforeSending(PeerId to, MessageId id) {
    return sent.getOrDefault(to, Map.of()).getOrDefault(id, false);
  }

  /** Whether sending a message to a peer only returns the copy that came from it. */
  boolean isEcho(PeerId to, MessageId id) {
    FirstCopy copy = accepted.get(id);
    return copy != null
        && to.equals(copy.from)
        && copy.isPublic
        && resendReasons.getOrDefault(to, 0) == copy.resendReasons;
  }
}
