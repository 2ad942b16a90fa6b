package dev.gossip.testkit.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.simulation.RunFailure.Kind;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.Variant;
import dev.gossip.simulation.trace.NodeChange;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.simulation.wire.Faults;
import dev.gossip.simulation.wire.TimeText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Real nodes in this process, over loopback UDP. */
final class LoopbackWorld extends RealWorld {
  private final List<LoopbackNode> nodes = new ArrayList<>();
  private final LoopbackWire wire;
  private boolean closed;

  private LoopbackWorld(NetworkPlan plan, Duration waitLimit) {
    super(WorldKind.LOOPBACK, plan, waitLimit);
    wire = new LoopbackWire(plan().seed());
  }

  static LoopbackWorld open(NetworkPlan plan, Duration waitLimit) {
    LoopbackWorld world = new LoopbackWorld(plan, waitLimit);
    try {
      world.startAll();
      return world;
    } catch (IOException e) {
      world.close();
      throw new IllegalStateException("cannot start the loopback world: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      world.close();
      throw e;
    }
  }

  private void startAll() throws IOException {
    // Finding the plugins takes time, so identical nodes share the result.
    Map<Optional<Variant>, LoopbackComposition> compositions = new HashMap<>();
    for (int index = 0; index < plan().nodes(); index++) {
      LoopbackComposition composition =
          compositions.computeIfAbsent(
              plan().variantOf(index), variant -> new LoopbackComposition(plan(), variant));
      LoopbackNode node = new LoopbackNode(index, composition, wire);
      nodes.add(node);
      wire.add(node.address(), index);
    }
    plan().installFaults(wire.faults());
    edges().forEach(edge -> nodes.get(edge.dialer()).addPeer(nodes.get(edge.dialed())));
    for (int index = 0; index < nodes.size(); index++) {
      nodes.get(index).start(listener(index));
    }
  }

  @Override
  List<LoopbackNode> all() {
    return nodes;
  }

  // ---- events of the nodes -------------------------------------------------------------------

  /** The returned listener is called on threads of the node. */
  private Consumer<NodeEvent> listener(int index) {
    return event -> {
      if (!(event instanceof NodeEvent.Dropped)) {
        long timeNanos = nowNanos();
        enqueue(() -> apply(index, timeNanos, event));
      }
    };
  }

  private void apply(int index, long timeNanos, NodeEvent event) {
    LoopbackNode node = nodes.get(index);
    String text = EventLines.text(event, peer -> "node " + indexOf(peer));
    if (event instanceof NodeEvent.Discouraged) {
      diary().happened(timeNanos, index, text);
    } else if (!text.isEmpty()) {
      diary().line(timeNanos, index, text);
    }
    if (event instanceof NodeEvent.PeerUp up) {
      node.connectedPeers().put(indexOf(up.peer()), up.peer().id());
    } else if (event instanceof NodeEvent.PeerDown down) {
      node.connectedPeers().remove(indexOf(down.peer()), down.peer().id());
    } else if (event instanceof NodeEvent.Published published) {
      sent(published.message().id());
    } else if (event instanceof NodeEvent.Delivered delivered) {
      node.countDelivery();
      delivered(
          index,
          node.incarnation(),
          delivered.message().id(),
          indexOf(delivered.from()),
          timeNanos);
    } else if (event instanceof NodeEvent.Stopped stopped && stopped.failed()) {
      fail(Kind.NODE_STOPPED, "node " + index + " stopped: " + stopped.reason());
    }
  }

  private int indexOf(PeerInfo peer) {
    return wire.indexOf(peer.address());
  }

  // ---- publishing, stopping and starting nodes -----------------------------------------------

  @Override
  MessageId publishAt(int node, String topic, String text) {
    PublishOutcome outcome =
        nodes.get(node).running().publish(topic, ByteString.copyFrom(text, UTF_8));
    if (!(outcome instanceof PublishOutcome.Accepted accepted)) {
      throw new IllegalStateException("node " + node + " did not publish: " + outcome);
    }
    return accepted.messageId();
  }

  @Override
  public void crash(int node) {
    ended(node, nodes.get(node).crash(), NodeChange.CRASHED.text());
  }

  @Override
  public void stop(int node) {
    ended(node, nodes.get(node).stop(), "stopped");
  }

  private void ended(int node, SortedMap<String, Long> last, String how) {
    catchUp();
    diary().happened(nowNanos(), node, how);
    nodes.get(node).reset();
    keep(last);
  }

  @Override
  public void restart(int node) {
    diary().happened(nowNanos(), node, NodeChange.RESTARTED.text());
    nodes.get(node).restart(listener(node));
  }

  // ---- faults --------------------------------------------------------------------------------

  @Override
  public Faults faults() {
    return wire.faults();
  }

  @Override
  public void pause(int node) {
    nodes.get(node).pause();
    diary().happened(nowNanos(), node, NodeChange.PAUSED.text());
  }

  @Override
  public void resume(int node) {
    nodes.get(node).resume();
    diary().happened(nowNanos(), node, NodeChange.RESUMED.text());
  }

  @Override
  public void skewClock(int node, Duration offset) {
    nodes.get(node).skewClock(offset);
    diary().happened(nowNanos(), node, "clock set wrong by " + TimeText.of(offset));
  }

  @Override
  List<FaultCount> hits() {
    return wire.faults().counts();
  }

  @Override
  List<String> networkFaultsInForce() {
    return wire.faults().inForce();
  }

  @Override
  boolean hasCorrupted() {
    return wire.hasCorrupted();
  }

  @Override
  boolean hasWrongClock(int node) {
    return nodes.get(node).hasWrongClock();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      nodes.forEach(LoopbackNode::close);
      wire.close();
    }
  }
}
