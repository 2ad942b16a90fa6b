package dev.gossip.simulation;

import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.simulation.RunFailure.Kind;
import dev.gossip.simulation.trace.NodeChange;
import dev.gossip.simulation.trace.RunHasher;
import dev.gossip.simulation.wire.SimulatedWire;
import dev.gossip.simulation.wire.WireLog;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happened in a run: which node got which message when, and a hash of everything. */
public final class RunRecord {
  /** There are few different reasons, but a plugin may put numbers into its own. */
  private static final int MAX_REFUSALS = 32;

  private final int nodes;
  private final RunHasher hasher;
  private final RunRecording recording;
  private final Map<MessageId, MessageRecord> messages = new LinkedHashMap<>();
  private final SortedMap<String, Long> lost = new TreeMap<>();
  // How many topology links are up at each node, and how many links at each supernode identity.
  private final int[] linksUp;
  private final int[] spyLinksUp;
  private final Map<Integer, int[]> linksAtCrash = new HashMap<>();
  private final SortedMap<String, Long> refusals = new TreeMap<>();
  // How often each node was restarted. Sparse: only nodes that were.
  private final Map<Integer, Integer> incarnations = new HashMap<>();
  private @Nullable Kind failureKind;
  private String failure = "";
  private final boolean unsigned;
  private final AttackLog attackLog;
  private boolean forgedAllowed;
  private long forged;
  private long datagrams;
  private long bytes;

  /**
   * @param attackLog records offences and the nodes that were discouraged
   */
  RunRecord(NetworkSpec spec, AttackLog attackLog) {
    this.unsigned = spec.isUnsigned();
    this.attackLog = attackLog;
    this.nodes = spec.size();
    this.recording = new RunRecording(nodes, spec.config().network(), spec.recorder());
    this.hasher = new RunHasher(spec.traceLines());
    this.linksUp = new int[nodes + spec.supernode()];
    this.spyLinksUp = new int[spec.supernode() == 0 ? 0 : nodes];
  }

  /** All messages published by honest nodes, in order. */
  public Collection<MessageRecord> messages() {
    return Collections.unmodifiableCollection(messages.values());
  }

  /** The record of one message; empty if it was not published in this run. */
  public Optional<MessageRecord> message(MessageId id) {
    return Optional.ofNullable(messages.get(id));
  }

  /** Datagrams sent between nodes, including lost ones. */
  public long datagrams() {
    return datagrams;
  }

  /** Bytes of these datagrams, without IP and UDP headers. */
  public long bytes() {
    return bytes;
  }

  /** Datagrams between nodes that did not arrive, by reason. */
  public SortedMap<String, Long> lost() {
    return Collections.unmodifiableSortedMap(lost);
  }

  /**
   * Why nodes were refused a link, and how often. A node reports each reason once per address.
   * Reasons beyond the first 32 are not recorded.
   */
  public SortedMap<String, Long> refusals() {
    return Collections.unmodifiableSortedMap(refusals);
  }

  /**
   * Deliveries of messages that no node published. They are possible in a network with hostile
   * nodes, and where datagrams of unsigned messages are corrupted: flipped bits can make another
   * valid message. In any other network the first such delivery fails the run.
   */
  public long forged() {
    return forged;
  }

  /** How many pairs of honest nodes there are of which one has discouraged the other. */
  public int discouragedHonest() {
    return attackLog.discouragedHonest();
  }

  /**
   * A hash over every datagram and event so far, with times, nodes and messages. Equal hashes mean,
   * for all practical purposes, that two runs did exactly the same.
   */
  public String traceHash() {
    return hasher.hash();
  }

  /** From now on deliveries of messages that no node published are counted if {@code allow}. */
  void allowForged(boolean allow) {
    forgedAllowed |= allow;
  }

  boolean reached(MessageId id, int node) {
    MessageRecord message = messages.get(id);
    return message != null && message.reached(node);
  }

  /** Passes all events to a listener, if there is one. */
  RunRecording recording() {
    return recording;
  }

  AttackLog attackLog() {
    return attackLog;
  }

  /** How many links are up at a node, not counting those to spies. */
  int linksUp(int node) {
    return linksUp[node];
  }

  /** How many links to spies are up at a node. */
  int spyLinksUp(int node) {
    return node < spyLinksUp.length ? spyLinksUp[node] : 0;
  }

  /** Why the run has failed; null if it has not. */
  @Nullable Kind failureKind() {
    return failureKind;
  }

  /** Which node failed, and how; empty if the run has not failed. */
  String failure() {
    return failure;
  }

  void crashed(long timeNanos, int node) {
    linksAtCrash.put(node, new int[] {linksUp[node], spyLinksUp(node)});
    setLinks(node, 0, 0);
    nodeChanged(timeNanos, node, NodeChange.CRASHED);
  }

  /** A crashed node was restarted with its memory; it still regards its links as up. */
  void restartedKeepingState(int node) {
    int[] links = linksAtCrash.getOrDefault(node, new int[2]);
    setLinks(node, links[0], links[1]);
  }

  private void setLinks(int node, int links, int spyLinks) {
    linksUp[node] = links;
    if (node < spyLinksUp.length) {
      spyLinksUp[node] = spyLinks;
    }
  }

  void nodeChanged(long timeNanos, int node, NodeChange change) {
    hasher.event(timeNanos, node, 6, change.code(), change.text());
    recording.changed(timeNanos, node, change);
  }

  /** A crashed node was restarted without its memory. */
  void restarted(int node) {
    incarnations.merge(node, 1, Integer::sum);
  }

  /** Records what the wire does; not public, as users only read this record. */
  WireLog wireLog() {
    return new WireLog() {
      @Override
      public void datagram(long timeNanos, int from, int to, ByteBuffer datagram, String outcome) {
        RunRecord.this.datagram(timeNanos, from, to, datagram, outcome);
      }

      @Override
      public void lost(long timeNanos, int from, int to, String reason) {
        RunRecord.this.lost(timeNanos, from, to, reason);
      }
    };
  }

  private void datagram(long timeNanos, int from, int to, ByteBuffer datagram, String outcome) {
    allowForged(unsigned && outcome.equals(SimulatedWire.CORRUPTED));
    if (isBetweenNodes(from, to)) {
      datagrams++;
      bytes += datagram.remaining();
      recording.datagram(timeNanos, from, to, datagram.remaining(), outcome);
    }
    hasher.datagram(timeNanos, from, to, datagram, outcome);
  }

  /**
   * A datagram did not arrive.
   *
   * @param to -1 if no node has the address
   */
  void lost(long timeNanos, int from, int to, String reason) {
    if (isBetweenNodes(from, to)) {
      lost.merge(reason, 1L, Long::sum);
      recording.lost(timeNanos, from, to, reason);
    }
  }

  private boolean isBetweenNodes(int from, int to) {
    return from < nodes && to < nodes;
  }

  /**
   * Something happened at a node.
   *
   * @param peer index of the peer that the event is about; -1 if there is none
   */
  void event(long timeNanos, int node, int peer, NodeEvent event) {
    recording.nodeEvent(timeNanos, node, peer, event);
    if (event instanceof NodeEvent.Published published) {
      MessageId id = published.message().id();
      messages.put(id, new MessageRecord(id, node, timeNanos, nodes));
      hasher.event(timeNanos, node, 2, id.hashCode(), traceText("published ", id));
    } else if (event instanceof NodeEvent.Delivered delivered) {
      delivered(timeNanos, node, peer, delivered.message().id());
    } else if (event instanceof NodeEvent.PeerUp) {
      linksOf(node, peer)[node]++;
      hasher.event(timeNanos, node, 4, 0, traceText("link up to node ", peer));
    } else if (event instanceof NodeEvent.PeerDown) {
      linksOf(node, peer)[node]--;
      hasher.event(timeNanos, node, 5, 0, traceText("link down to node ", peer));
    } else if (event instanceof NodeEvent.Discouraged) {
      attackLog.discouraged(node, peer, timeNanos);
    } else if (event instanceof NodeEvent.Refused refused) {
      String reason = refused.reason();
      if (node < nodes && (refusals.containsKey(reason) || refusals.size() < MAX_REFUSALS)) {
        refusals.merge(reason, 1L, Long::sum);
      }
    } else if (event instanceof NodeEvent.Stopped stopped && stopped.failed()) {
      fail(Kind.NODE_STOPPED, "node " + node + " stopped: " + stopped.reason());
    }
  }

  private int[] linksOf(int node, int peer) {
    return node < nodes && peer >= nodes ? spyLinksUp : linksUp;
  }

  private void delivered(long timeNanos, int node, int from, MessageId id) {
    String what = hasher.isTraced() ? "delivered " + id + " from node " + from : "";
    hasher.event(timeNanos, node, 3, id.hashCode(), what);
    MessageRecord message = messages.get(id);
    if (message == null && forgedAllowed) {
      forged++;
    } else if (message == null) {
      fail(
          Kind.NEVER_PUBLISHED,
          "node " + node + " delivered message " + id + ", which nobody published");
    } else if (!message.delivered(node, incarnations.getOrDefault(node, 0), from, timeNanos)) {
      fail(Kind.DELIVERED_TWICE, "node " + node + " delivered message " + id + " twice");
    }
  }

  private void fail(Kind kind, String what) {
    if (failureKind == null) {
      failureKind = kind;
      failure = what;
    }
  }

  private String traceText(String what, Object subject) {
    return hasher.isTraced() ? what + subject : what;
  }
}
