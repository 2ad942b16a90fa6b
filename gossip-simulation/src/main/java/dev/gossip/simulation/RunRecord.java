package dev.gossip.simulation;

import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What happened in a run: who got which message when, and a hash of everything. */
public final class RunRecord {
  private final MessageDigest trace;
  private final ByteBuffer entry = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + 1);
  private final Map<MessageId, MessageRecord> messages = new LinkedHashMap<>();
  private final SortedMap<Integer, Integer> linksUp = new TreeMap<>();
  private long datagrams;
  private long bytes;
  private long lost;

  /**
   * The way of one message.
   *
   * @param origin index of the node that published it
   * @param publishedNanos virtual time
   * @param deliveredNanos virtual time of delivery by node, without the origin
   */
  public record MessageRecord(
      int origin, long publishedNanos, SortedMap<Integer, Long> deliveredNanos) {}

  RunRecord() {
    try {
      trace = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The way of a message; empty if it was not published in this run. */
  public Optional<MessageRecord> message(MessageId id) {
    return Optional.ofNullable(messages.get(id))
        .map(
            message ->
                new MessageRecord(
                    message.origin,
                    message.publishedNanos,
                    Collections.unmodifiableSortedMap(message.deliveredNanos)));
  }

  /** How long a message took to a node; empty if it did not get there. */
  public Optional<Duration> latency(MessageId id, int node) {
    MessageRecord message = messages.get(id);
    Long delivered = message == null ? null : message.deliveredNanos.get(node);
    return message == null || delivered == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(delivered - message.publishedNanos));
  }

  /** Datagrams put on the wire, lost ones included. */
  public long datagrams() {
    return datagrams;
  }

  /** Their bytes, without headers of IP and UDP. */
  public long bytes() {
    return bytes;
  }

  /** Datagrams that were lost on purpose. */
  public long lost() {
    return lost;
  }

  /**
   * A hash over every datagram and event so far, with time and node: equal for two runs exactly if
   * they did the same.
   */
  public String traceHash() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) trace.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's SHA-256 can be cloned", e);
    }
  }

  boolean has(MessageId id, int node) {
    MessageRecord message = messages.get(id);
    return message != null && (message.origin == node || message.deliveredNanos.containsKey(node));
  }

  /** How many ends of links are up. */
  long linkEnds() {
    return linksUp.values().stream().mapToLong(Integer::longValue).sum();
  }

  void crashed(int node) {
    linksUp.remove(node);
  }

  void datagram(long timeNanos, int from, byte[] datagram, boolean isLost) {
    datagrams++;
    bytes += datagram.length;
    lost += isLost ? 1 : 0;
    hash(timeNanos, from, isLost ? 1 : 0);
    trace.update(datagram);
  }

  void event(long timeNanos, int node, NodeEvent event) {
    if (event instanceof NodeEvent.Published published) {
      messages.put(published.message().id(), new MessageRecord(node, timeNanos, new TreeMap<>()));
      hash(timeNanos, node, 2);
    } else if (event instanceof NodeEvent.Delivered delivered) {
      MessageRecord message = messages.get(delivered.message().id());
      if (message != null && message.deliveredNanos.put(node, timeNanos) != null) {
        throw new IllegalStateException(
            "node " + node + " delivered message " + delivered.message().id() + " twice");
      }
      hash(timeNanos, node, 3);
    } else if (event instanceof NodeEvent.PeerUp) {
      linksUp.merge(node, 1, Integer::sum);
      hash(timeNanos, node, 4);
    } else if (event instanceof NodeEvent.PeerDown) {
      linksUp.merge(node, -1, Integer::sum);
      hash(timeNanos, node, 5);
    } else if (event instanceof NodeEvent.Stopped stopped && stopped.failed()) {
      throw new IllegalStateException("node " + node + " stopped: " + stopped.reason());
    }
  }

  private void hash(long timeNanos, int node, int kind) {
    entry.clear().putLong(timeNanos).putInt(node).put((byte) kind).flip();
    trace.update(entry);
  }
}
