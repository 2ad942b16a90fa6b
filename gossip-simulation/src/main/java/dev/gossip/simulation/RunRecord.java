package dev.gossip.simulation;

import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.simulation.RunFailure.Kind;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happened in a run: who got which message when, and a hash of everything. */
public final class RunRecord {
  /** Reasons come from few places, but a plugin may put figures into them. */
  private static final int MAX_REFUSALS = 32;

  private final int nodes;
  private final RunHasher trace;
  private final Map<MessageId, MessageRecord> messages = new LinkedHashMap<>();
  private final SortedMap<String, Long> lost = new TreeMap<>();
  // Links of the topology that are up at each node, and at each identity of a supernode its links.
  private final int[] linksUp;
  private final int[] spyLinksUp;
  private final Map<Integer, int[]> linksAtCrash = new HashMap<>();
  private final SortedMap<String, Long> refusals = new TreeMap<>();
  // Sparse: only nodes that were started again.
  private final Map<Integer, Integer> incarnations = new HashMap<>();
  private @Nullable Kind failureKind;
  private String failure = "";
  private final boolean unsigned;
  private boolean mayForge;
  private long forged;
  private long datagrams;
  private long bytes;

  /**
   * @param spies identities of a supernode, numbered behind the nodes
   * @param unsigned whether nobody could tell that a message was altered on its way
   */
  RunRecord(int nodes, int spies, boolean unsigned, @Nullable Consumer<String> traceLines) {
    this.unsigned = unsigned;
    this.nodes = nodes;
    this.trace = new RunHasher(traceLines);
    this.linksUp = new int[nodes + spies];
    this.spyLinksUp = new int[spies == 0 ? 0 : nodes];
  }

  /** All messages that were published, in order. */
  public Collection<MessageRecord> messages() {
    return Collections.unmodifiableCollection(messages.values());
  }

  /** The way of a message; empty if it was not published in this run. */
  public Optional<MessageRecord> message(MessageId id) {
    return Optional.ofNullable(messages.get(id));
  }

  /** Datagrams put on the wire between nodes, lost ones included. */
  public long datagrams() {
    return datagrams;
  }

  /** Their bytes, without headers of IP and UDP. */
  public long bytes() {
    return bytes;
  }

  /** Datagrams between nodes that did not arrive, by reason. */
  public SortedMap<String, Long> lost() {
    return Collections.unmodifiableSortedMap(lost);
  }

  /** Why nodes were refused a link, and how often: each tells once per address and reason. */
  public SortedMap<String, Long> refusals() {
    return Collections.unmodifiableSortedMap(refusals);
  }

  /**
   * Deliveries of messages that nobody published. Where packets are corrupted and nobody signs,
   * that can happen: wrong bits make another message; and where nodes are hostile. Anywhere else
   * the run fails at the first.
   */
  public long forged() {
    return forged;
  }

  /**
   * A hash over every datagram and event so far, with time, nodes and message: equal for two runs
   * that did the same, and as good as never for two that did not.
   */
  public String traceHash() {
    return trace.hash();
  }

  /** Whether messages that nobody published may be delivered from now on. */
  void mayForge(boolean may) {
    mayForge |= may;
  }

  boolean reached(MessageId id, int node) {
    MessageRecord message = messages.get(id);
    return message != null && message.reached(node);
  }

  /** How many links are up at a node, those to spies left out. */
  int linksUp(int node) {
    return linksUp[node];
  }

  /** How many links to spies are up at a node. */
  int spyLinksUp(int node) {
    return node < spyLinksUp.length ? spyLinksUp[node] : 0;
  }

  /** How a node broke, or broke a promise, so that the run cannot go on; null if all is well. */
  @Nullable Kind failureKind() {
    return failureKind;
  }

  /** Which node that was, and how. */
  String failure() {
    return failure;
  }

  void crashed(long timeNanos, int node) {
    linksAtCrash.put(node, new int[] {linksUp[node], spyLinksUp(node)});
    setLinks(node, 0, 0);
    life(timeNanos, node, "crashed");
  }

  /** A crashed node came back with its memory, and believes its links to be up. */
  void cameBack(int node) {
    int[] links = linksAtCrash.getOrDefault(node, new int[2]);
    setLinks(node, links[0], links[1]);
  }

  private void setLinks(int node, int links, int spyLinks) {
    linksUp[node] = links;
    if (node < spyLinksUp.length) {
      spyLinksUp[node] = spyLinks;
    }
  }

  /** Something happened to a node. */
  void life(long timeNanos, int node, String what) {
    trace.event(timeNanos, node, 6, what.hashCode(), what);
  }

  void startedAnew(int node) {
    incarnations.merge(node, 1, Integer::sum);
  }

  /**
   * A datagram set out.
   *
   * @param fate what went wrong with it, in a word; empty if nothing
   */
  void datagram(long timeNanos, int from, int to, byte[] datagram, String fate) {
    mayForge |= unsigned && fate.equals(Wire.CORRUPTED);
    if (isBetweenNodes(from, to)) {
      datagrams++;
      bytes += datagram.length;
    }
    trace.datagram(timeNanos, from, to, datagram, fate);
  }

  /**
   * A datagram did not arrive.
   *
   * @param to -1 if there is no such node
   */
  void lost(int from, int to, String reason) {
    if (isBetweenNodes(from, to)) {
      lost.merge(reason, 1L, Long::sum);
    }
  }

  private boolean isBetweenNodes(int from, int to) {
    return from < nodes && to < nodes;
  }

  /**
   * Something happened at a node.
   *
   * @param neighbour index of the node that the event is about; -1 if it is about none
   */
  void event(long timeNanos, int node, int neighbour, NodeEvent event) {
    if (event instanceof NodeEvent.Published published) {
      MessageId id = published.message().id();
      messages.put(id, new MessageRecord(id, node, timeNanos, nodes));
      trace.event(timeNanos, node, 2, id.hashCode(), describe("published ", id));
    } else if (event instanceof NodeEvent.Delivered delivered) {
      delivered(timeNanos, node, neighbour, delivered.message().id());
    } else if (event instanceof NodeEvent.PeerUp) {
      linksOf(node, neighbour)[node]++;
      trace.event(timeNanos, node, 4, 0, describe("link up to node ", neighbour));
    } else if (event instanceof NodeEvent.PeerDown) {
      linksOf(node, neighbour)[node]--;
      trace.event(timeNanos, node, 5, 0, describe("link down to node ", neighbour));
    } else if (event instanceof NodeEvent.Refused refused) {
      String reason = refused.reason();
      if (node < nodes && (refusals.containsKey(reason) || refusals.size() < MAX_REFUSALS)) {
        refusals.merge(reason, 1L, Long::sum);
      }
    } else if (event instanceof NodeEvent.Stopped stopped && stopped.failed()) {
      fail(Kind.NODE_STOPPED, "node " + node + " stopped: " + stopped.reason());
    }
  }

  private int[] linksOf(int node, int neighbour) {
    return node < nodes && neighbour >= nodes ? spyLinksUp : linksUp;
  }

  private void delivered(long timeNanos, int node, int from, MessageId id) {
    String what = trace.isRead() ? "delivered " + id + " from node " + from : "";
    trace.event(timeNanos, node, 3, id.hashCode(), what);
    MessageRecord message = messages.get(id);
    if (message == null && mayForge) {
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

  private String describe(String what, Object whom) {
    return trace.isRead() ? what + whom : what;
  }
}
