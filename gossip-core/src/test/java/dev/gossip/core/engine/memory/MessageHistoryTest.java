package dev.gossip.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.Messages;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.FixedTime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spec.EngineLimits;
import dev.gossip.core.engine.spec.NodeAddresses;
import dev.gossip.core.engine.spec.NodeSpec;
import dev.gossip.core.engine.spec.SigningPolicy;
import dev.gossip.core.plugin.PluginCatalog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageHistoryTest {
  private static final EngineLimits LIMITS =
      NodeConfig.builder().build(PluginCatalog.load(List.of()).all()).engineLimits();

  private final List<NodeEvent> events = new ArrayList<>();

  @SuppressWarnings("NullAway") // a history needs no plugins
  private MessageHistory newHistory() {
    NodeSpec spec =
        new NodeSpec(
            "test",
            null,
            null,
            LIMITS,
            SigningPolicy.OFF,
            Collections.emptySortedMap(),
            NodeAddresses.NONE);
    NodeServices services =
        new NodeServices(
            spec,
            LocalIdentity.claimed(new PeerId(new byte[32])),
            new FixedTime(0, 0),
            RandomStreams.seeded(1),
            DatagramSink.unlimited((to, datagram) -> {}),
            events::add);
    return new MessageHistory(services, LIMITS, SeenLog.NONE);
  }

  private static GossipMessage message(long number) {
    return GossipMessage.builder(Messages.id(number))
        .author(new AuthorId(ByteString.copyFromUtf8("ann")))
        .sequence(5)
        .createdMillis(1_000)
        .lifetimeMillis(1_000)
        .build();
  }

  /** Whatever happens to a history before its first message. */
  @Test
  void historiesWithoutMessagesShareNothing() {
    MessageHistory first = newHistory();
    first.confirm(message(1));
    first.release(message(1).id());
    first.giveUp(message(1).id());
    first.refuse(message(1).id());
    first.forget(message(1).id());
    first.touch(message(1).id());
    assertThat(first.seen(message(1).id())).isFalse();
    assertThat(first.isRefused(message(1).id())).isTrue();

    MessageHistory second = newHistory();
    assertThat(second.isRefused(message(1).id())).isFalse();
    second.remember(message(2));
    second.confirm(message(2));
    assertThat(second.find(message(2).id())).isNotNull();
    assertThat(first.find(message(2).id())).isNull();
    newHistory().confirm(message(3));
    assertThat(events).as("no author has used a number twice at one node").isEmpty();
  }
}
