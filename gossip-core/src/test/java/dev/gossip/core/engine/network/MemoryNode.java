package dev.gossip.core.engine.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.RestartState;
import dev.gossip.core.engine.addresses.AddressStore;
import dev.gossip.core.engine.memory.SeenLog;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.InlineRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.engine.spam.PeerRecordStore;
import dev.gossip.core.plugin.Composition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One node of a {@link MemoryNetwork}, and the events it has reported. */
public final class MemoryNode extends InlineRuntime {
  private static final long START_WALL_MILLIS = 1_700_000_000_000L;

  public final PeerAddress address;
  public final Node node;
  public final List<NodeEvent> events = new ArrayList<>();

  /** How far the clock of this node is ahead. */
  public long clockSkewMillis;

  /** Whether offloaded work waits for {@link #runDeferred()}, as if worker threads were slow. */
  public boolean deferOffloaded;

  private final MemoryNetwork network;
  private final Queue<Runnable> deferred = new ArrayDeque<>();

  MemoryNode(MemoryNetwork network, int port, Composition composition, RandomStreams random) {
    this.network = network;
    this.address = MemoryNetwork.address(port);
    this.node =
        composition.newNode(
            this,
            random,
            DatagramSink.unlimited((to, datagram) -> {}),
            new RestartState(
                network.seenLogs.getOrDefault(port, SeenLog.NONE),
                Optional.empty(),
                network.addressStores.getOrDefault(port, AddressStore.NONE),
                network.recordStores.getOrDefault(port, PeerRecordStore.NONE)),
            events::add);
  }

  // ---- runtime -------------------------------------------------------------------------------

  @Override
  public void offload(Runnable work, Runnable then) {
    if (deferOffloaded) {
      deferred.add(
          () -> {
            try {
              work.run();
            } finally {
              node.run(then);
            }
          });
    } else {
      work.run();
      then.run();
    }
  }

  /** Number of offloaded tasks that wait. */
  public int deferredTasks() {
    return deferred.size();
  }

  /** Runs all waiting offloaded tasks, including those that they start. */
  public void runDeferred() {
    while (deferredTasks() > 0) {
      runDeferred(deferredTasks());
    }
  }

  /** Runs the first {@code count} waiting offloaded tasks. */
  public void runDeferred(int count) {
    for (int i = 0; i < count; i++) {
      deferred.remove().run();
    }
    node.flush();
  }

  @Override
  public long nowNanos() {
    return network.nowNanos();
  }

  @Override
  public long wallMillis() {
    return START_WALL_MILLIS + nowNanos() / 1_000_000 + clockSkewMillis;
  }

  @Override
  public void resolve(PeerAddress name, Consumer<Resolution> then) {
    List<String> hosts = network.resolver.apply(name.host());
    then.accept(
        hosts.isEmpty()
            ? Resolution.none("no address is known for the name '" + name.host() + "'")
            : Resolution.of(
                hosts.stream().map(host -> new PeerAddress(host, name.port())).toList()));
  }

  // ---- what a test does ----------------------------------------------------------------------

  /** Publishes a text to topic "main". */
  public GossipMessage publish(String text) {
    return publish(ByteString.copyFrom(text, UTF_8));
  }

  /** Publishes a payload to topic "main". */
  public GossipMessage publish(ByteString payload) {
    GossipMessage message = node.composer().compose("main", payload, wallMillis());
    node.publish(List.of(message));
    node.flush();
    return message;
  }

  /** Has the transport report something about the link to a port. */
  public void report(int port, BiConsumer<LinkEvents, LinkId> event) {
    MemoryTransport transport = network.transport(address.port());
    MemoryTransport.End link = transport.linkTo(MemoryNetwork.address(port));
    if (link == null) {
      throw new IllegalStateException("no link to " + port);
    }
    node.run(() -> event.accept(transport.events, link));
    node.flush();
  }

  // ---- what a test sees ----------------------------------------------------------------------

  /** The id of the node. */
  public PeerId id() {
    return node.id();
  }

  /** The events of one type, in order. */
  public <E extends NodeEvent> List<E> eventsOf(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Payloads of the delivered messages as text, in order. */
  public List<String> delivered() {
    return eventsOf(NodeEvent.Delivered.class).stream()
        .map(delivered -> delivered.message().payload().toStringUtf8())
        .toList();
  }

  /** Sorted ports of the peers that are up according to the events. */
  public List<Integer> peers() {
    List<Integer> up = new ArrayList<>();
    for (NodeEvent event : events) {
      if (event instanceof NodeEvent.PeerUp peerUp) {
        up.add(peerUp.peer().address().port());
      } else if (event instanceof NodeEvent.PeerDown peerDown) {
        up.remove((Integer) peerDown.peer().address().port());
      }
    }
    return up.stream().sorted().toList();
  }

  /** The value of a metric. */
  public long metric(String name) {
    return node.metrics().getOrDefault(name, 0L);
  }
}
