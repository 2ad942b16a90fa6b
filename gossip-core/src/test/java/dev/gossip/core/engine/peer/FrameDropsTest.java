package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.SendResult;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.FixedTime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spec.ChannelTable;
import dev.gossip.core.engine.spec.NodeAddresses;
import dev.gossip.core.engine.spec.NodePlugins;
import dev.gossip.core.engine.spec.NodePlugins.Chosen;
import dev.gossip.core.engine.spec.NodeSpec;
import dev.gossip.core.engine.spec.SigningPolicy;
import dev.gossip.core.plugin.PluginCatalog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameDropsTest {
  private static final ByteString FRAME = ByteString.copyFromUtf8("frame");

  private final List<NodeEvent> events = new ArrayList<>();
  private final NodeServices services =
      new NodeServices(
          new NodeSpec(
              "test",
              plugins(),
              ChannelTable.of(plugins()),
              NodeConfig.builder().build(PluginCatalog.load(List.of()).all()).engineLimits(),
              SigningPolicy.OFF,
              Collections.emptySortedMap(),
              NodeAddresses.NONE),
          LocalIdentity.claimed(new PeerId(new byte[32])),
          new FixedTime(),
          RandomStreams.seeded(1),
          DatagramSink.unlimited((to, datagram) -> {}),
          events::add);

  /** None of them is created. */
  private static NodePlugins plugins() {
    return new NodePlugins(
        new Chosen<>(
            "relay.none",
            context -> {
              throw unused();
            },
            ChannelUse.REQUIRED),
        List.of(),
        List.of(),
        new Chosen<>(
            "signing.none",
            context -> {
              throw unused();
            },
            ChannelUse.OPTIONAL),
        new Chosen<>(
            "transport.none",
            (context, links) -> {
              throw unused();
            },
            ChannelUse.OPTIONAL),
        Optional.empty(),
        List.of(),
        new Chosen<>(
            "membership.none",
            context -> {
              throw unused();
            },
            ChannelUse.OPTIONAL));
  }

  private static IllegalStateException unused() {
    return new IllegalStateException("unused");
  }

  @Test
  void queuedFrameIsNotCounted() {
    assertThat(FrameDrops.isQueued(services, FRAME, SendResult.QUEUED)).isTrue();
    assertThat(events).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "TOO_LARGE, FRAME_TOO_LARGE",
    "NO_ROOM, NO_ROOM",
    "NOT_UP, LINK_NOT_UP",
  })
  void frameThatIsNotQueuedIsCountedOnce(SendResult result, DropReason reason) {
    assertThat(FrameDrops.isQueued(services, FRAME, result)).isFalse();
    assertThat(events).containsExactly(new NodeEvent.Dropped(reason, 1));
    assertThat(services.counters().read().asMap()).containsEntry(reason.metricName(), 1L);
  }

  @Test
  void emptyFrameIsCountedAsSuch() {
    assertThat(FrameDrops.isQueued(services, ByteString.EMPTY, SendResult.TOO_LARGE)).isFalse();
    assertThat(events).containsExactly(new NodeEvent.Dropped(DropReason.EMPTY_FRAME, 1));
  }
}
