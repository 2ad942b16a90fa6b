package dev.gossip.benchmarks;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Six nodes of this project, composed as an application would compose them. */
final class GossipNetwork implements BroadcastNetwork {
  private static final long POLL_NANOS = 100_000;

  private final List<GossipNode> nodes = new ArrayList<>();
  private final List<Set<PeerId>> downPeers = new ArrayList<>();

  /**
   * Starts the nodes and waits until they are linked.
   *
   * @param signing the short form of the signing plugin's id
   * @param security of the links: {@code noise} or {@code none}
   * @param relay the short form of the relay's id
   */
  GossipNetwork(Sink sink, String signing, String security, String relay) throws Exception {
    List<String> addresses = freeAddresses(SixGraph.NODES);
    for (int i = 0; i < SixGraph.NODES; i++) {
      int index = i;
      GossipNodeBuilder builder =
          GossipNode.builder()
              .set("gossip.signing.use", signing)
              .set("gossip.transport.udp.security", security)
              .set("gossip.relay.use", relay)
              .listen(addresses.get(i));
      for (int peer : SixGraph.PEERS[i]) {
        builder.peer(addresses.get(peer));
      }
      Set<PeerId> downHere = ConcurrentHashMap.newKeySet();
      downPeers.add(downHere);
      builder.onEvent(
          event -> {
            if (event instanceof NodeEvent.PeerDown down) {
              downHere.add(down.peer().id());
            }
          });
      GossipNode node = builder.start();
      // On the node's own thread, as in the naive flood.
      node.subscribe(
          GossipMessage.DEFAULT_TOPIC,
          delivery -> sink.delivered(index, delivery.message().payload().asReadOnlyByteBuffer()),
          Runnable::run);
      nodes.add(node);
    }
    while (!isLinked()) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void publish(byte[] payload) {
    ByteString bytes = UnsafeByteOperations.unsafeWrap(payload);
    GossipNode publisher = nodes.get(SixGraph.PUBLISHER);
    while (!(publisher.publish(GossipMessage.DEFAULT_TOPIC, bytes)
        instanceof PublishOutcome.Accepted)) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** All nodes, in the order of {@link SixGraph}. */
  List<GossipNode> nodes() {
    return nodes;
  }

  /** Whether the first node saw its link to the second go down since the start. */
  boolean wentDown(int node, int peer) {
    return downPeers.get(node).contains(nodes.get(peer).id());
  }

  @Override
  public String remarks() {
    SortedMap<String, Long> sum = new TreeMap<>();
    for (GossipNode node : nodes) {
      node.metrics().asMap().forEach((name, value) -> sum.merge(name, value, Long::sum));
    }
    sum.keySet()
        .removeIf(
            name ->
                !name.startsWith("dropped")
                    && !name.equals(Metric.DATAGRAMS_SENT.label())
                    && !name.equals(Metric.PAYLOAD_FRAMES_SENT.label())
                    && !name.equals(Metric.SIGNATURE_CHECKS.label()));
    return sum.toString();
  }

  @Override
  public void close() {
    nodes.forEach(GossipNode::close);
  }

  private boolean isLinked() {
    for (int i = 0; i < SixGraph.NODES; i++) {
      if (nodes.get(i).peers().size() != SixGraph.PEERS[i].length) {
        return false;
      }
    }
    return true;
  }

  private static List<String> freeAddresses(int count) throws Exception {
    List<DatagramSocket> sockets = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      addresses.add("127.0.0.1:" + socket.getLocalPort());
    }
    sockets.forEach(DatagramSocket::close);
    return addresses;
  }
}
