package dev.gossip.core.plugin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.InlineRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.runtime.Resolution;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A node that stops because of an exception names the owner of the code that threw it. */
class FailureAttributionTest {
  private static final long NOW_MILLIS = 1_700_000_000_000L;
  private static final PeerAddress PEER = new PeerAddress("10.0.0.2", 5000);

  /** What the relay does with a message of this node. */
  private Consumer<RelayContext> relay = context -> {};

  private final List<NodeEvent> events = new ArrayList<>();
  private final FaultyTransport transport = new FaultyTransport();
  private final FaultyRuntime runtime = new FaultyRuntime();
  private final Node node = newNode();

  private Node newNode() {
    StubPlugin stub =
        new StubPlugin(
            "relay.stub",
            () ->
                binder ->
                    binder
                        .bind(RelayStrategy.Factory.class)
                        .toInstance(context -> new StubRelay(context, () -> relay)));
    StubPlugin faulty =
        new StubPlugin(
            "transport.faulty",
            () ->
                binder ->
                    binder
                        .bind(Transport.Factory.class)
                        .toInstance(
                            (context, engine) -> {
                              transport.context = context;
                              transport.engine = engine;
                              return transport;
                            }));
    PluginCatalog catalog = PluginCatalog.load(List.of()).with(List.of(stub, faulty));
    NodeConfig config =
        NodeConfig.builder()
            .set("gossip.relay.use", stub.id(), "test")
            .set("gossip.transport.use", faulty.id(), "test")
            .build(catalog.all());
    return Composition.of(config, catalog)
        .newNode(
            runtime,
            RandomStreams.seeded(1),
            DatagramSink.unlimited((to, datagram) -> {}),
            events::add);
  }

  private void publish() {
    node.publish(List.of(node.composer().compose("t", ByteString.EMPTY, NOW_MILLIS)));
  }

  /** Links a peer that answers with the HELLOs of the node itself. */
  private void linkUp() {
    transport.linkUpOnDatagram = true;
    node.onDatagram(PEER, ByteBuffer.allocate(8));
    transport.linkUpOnDatagram = false;
    transport.echoes = true;
    for (int i = 0; i < 3; i++) {
      node.flush();
      node.onDatagram(PEER, ByteBuffer.allocate(8));
    }
    assertThat(events).hasAtLeastOneElementOfType(NodeEvent.PeerUp.class);
  }

  private String whyItStopped() {
    assertThat(node.isStopped()).isTrue();
    NodeEvent last = events.get(events.size() - 1);
    assertThat(last).isInstanceOf(NodeEvent.Stopped.class);
    assertThat(((NodeEvent.Stopped) last).failed()).isTrue();
    return ((NodeEvent.Stopped) last).reason();
  }

  @Test
  void transportExceptionInOnDatagramIsAttributedToItsPlugin() {
    transport.failsIn = "onDatagram";
    node.onDatagram(PEER, ByteBuffer.allocate(8));

    assertThat(whyItStopped())
        .isEqualTo(
            "plugin transport.faulty failed in onDatagram: java.lang.IllegalStateException:"
                + " faulty");
  }

  @Test
  void transportExceptionInDialIsAttributedToItsPlugin() {
    transport.failsIn = "dial";
    node.start(List.of(PEER));

    assertThat(whyItStopped()).startsWith("plugin transport.faulty failed in dial: ");
  }

  @Test
  void transportExceptionInFlushIsAttributedToItsPlugin() {
    transport.failsIn = "flush";
    node.flush();

    assertThat(whyItStopped()).startsWith("plugin transport.faulty failed in flush: ");
  }

  @Test
  void exceptionInATransportTimerIsAttributedToItsPlugin() {
    requireNonNull(transport.context)
        .schedule(
            Duration.ZERO,
            "tick",
            () -> {
              throw new IllegalStateException("late");
            });
    node.runTimers();

    assertThat(whyItStopped())
        .isEqualTo(
            "plugin transport.faulty failed in timer 'tick': java.lang.IllegalStateException:"
                + " late");
  }

  @Test
  void engineExceptionIsAttributedToTheEngine() {
    node.run(
        () -> {
          throw new IllegalStateException("engine bug");
        });

    assertThat(whyItStopped())
        .startsWith("the engine failed: java.lang.IllegalStateException: engine bug at dev.gossip.")
        .endsWith("not the fault of a plugin, please report it");
  }

  @Test
  void engineExceptionInsideATransportCallIsAttributedToTheEngine() {
    runtime.error = new IllegalStateException("clock");
    transport.linkUpOnDatagram = true;
    node.onDatagram(PEER, ByteBuffer.allocate(8));

    assertThat(whyItStopped())
        .startsWith("the engine failed: java.lang.IllegalStateException: clock");
  }

  @Test
  void engineErrorInsideATransportCallIsAttributedToTheEngine() {
    runtime.error = new ExceptionInInitializerError("clock");
    transport.linkUpOnDatagram = true;
    node.onDatagram(PEER, ByteBuffer.allocate(8));

    assertThat(whyItStopped())
        .startsWith("the engine failed: java.lang.ExceptionInInitializerError");
  }

  @Test
  void transportExceptionThatARelayRunsIntoIsAttributedToTheTransport() {
    linkUp();
    transport.failsIn = "limits";
    relay = context -> context.roomBytes(context.peers().iterator().next().id());
    publish();

    assertThat(whyItStopped()).startsWith("plugin transport.faulty failed in limits: ");
  }

  @Test
  void relayExceptionIsAttributedToTheRelay() {
    relay =
        context -> {
          throw new IllegalStateException("relay bug");
        };
    publish();

    assertThat(whyItStopped())
        .isEqualTo(
            "plugin relay.stub failed in onPublish: java.lang.IllegalStateException: relay bug");
  }

  @Test
  void exceptionInARelayTimerIsAttributedToTheRelay() {
    relay =
        context ->
            context.schedule(
                Duration.ZERO,
                "tick",
                () -> {
                  throw new IllegalStateException("late");
                });
    publish();
    node.runTimers();

    assertThat(whyItStopped()).startsWith("plugin relay.stub failed in timer 'tick': ");
  }

  @Test
  void missingArgumentFromTheTransportIsAttributedToIt() {
    transport.reportsNull = true;
    node.onDatagram(PEER, ByteBuffer.allocate(8));

    assertThat(whyItStopped())
        .isEqualTo(
            "plugin transport.faulty failed in onDatagram: java.lang.NullPointerException: frame");
  }

  @Test
  void transportExceptionWhileLinkStatsAreReadStopsTheNode() {
    linkUp();
    transport.failsIn = "stats";

    assertThat(node.linkStats()).isEmpty();
    assertThat(whyItStopped()).startsWith("plugin transport.faulty failed in stats: ");
  }

  @Test
  void transportExceptionWhileRoomIsReadStopsTheNode() {
    linkUp();
    transport.failsIn = "limits";

    GossipMessage message = node.composer().compose("main", ByteString.EMPTY, 0);
    assertThat(node.publishRoom().take(message)).isFalse();
    assertThat(whyItStopped()).startsWith("plugin transport.faulty failed in limits: ");
  }

  @Test
  void missingLinkStatsAreAttributedToTheTransport() {
    linkUp();
    transport.hasStats = false;

    assertThat(node.linkStats()).isEmpty();
    assertThat(whyItStopped())
        .isEqualTo(
            "plugin transport.faulty failed in stats: java.lang.NullPointerException: it returned"
                + " null");
  }

  @Test
  void missingLinkStatsThatARelayReadsAreAttributedToTheTransport() {
    linkUp();
    transport.hasStats = false;
    relay = context -> requireNonNull(context.stats(context.peers().iterator().next().id()));
    publish();

    assertThat(whyItStopped()).startsWith("plugin transport.faulty failed in stats: ");
  }

  @Test
  void pluginExceptionThatCannotBePrintedIsStillAttributed() {
    relay =
        context -> {
          throw new Unprintable();
        };
    publish();

    assertThat(whyItStopped())
        .isEqualTo("plugin relay.stub failed in onPublish: " + Unprintable.class.getName());
  }

  private static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  /** A clock that breaks when it is asked to, as an engine bug would show. */
  private static final class FaultyRuntime extends InlineRuntime {
    private @Nullable Throwable error;

    @Override
    public long nowNanos() {
      return 0;
    }

    @Override
    public long wallMillis() {
      if (error instanceof RuntimeException exception) {
        throw exception;
      }
      if (error instanceof Error serious) {
        throw serious;
      }
      return NOW_MILLIS;
    }

    @Override
    public void resolve(PeerAddress name, Consumer<Resolution> then) {}
  }

  private record StubRelay(RelayContext context, Supplier<Consumer<RelayContext>> behaviour)
      implements RelayStrategy {
    @Override
    public void onPublish(GossipMessage message) {
      behaviour.get().accept(context);
      context.deliver(message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }
  }
}
