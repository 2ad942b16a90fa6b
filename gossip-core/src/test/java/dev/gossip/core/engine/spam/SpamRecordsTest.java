package dev.gossip.core.engine.spam;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.SimplePlugin;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the spam controls of a node remember about peers. */
@Timeout(30)
class SpamRecordsTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final ByteString RECORD = ByteString.copyFromUtf8("ten points");

  private final MemoryNetwork network = new MemoryNetwork(9);
  private final Map<String, SpamContext> contexts = new HashMap<>();

  /** Nodes 2 and 3 dial node 1, which has two spam controls. */
  private void start() {
    network.start(1, Map.of(), List.of(control("one"), control("two")));
    network.start(2, Map.of(), List.of(), 1);
    network.start(3, Map.of(), List.of(), 1);
    network.runFor(A_WHILE);
    assertThat(network.node(1).peers()).containsExactly(2, 3);
  }

  private GossipPlugin control(String name) {
    return new SimplePlugin<>(
        "spam." + name,
        SpamControl.Factory.class,
        context -> {
          contexts.put(name, context);
          return (from, cost, amount) -> true;
        });
  }

  private PeerRecords records(String name) {
    return requireNonNull(contexts.get(name), "a control that was not created").records();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void recordsOutliveALinkOnlyIfTheIdIsProven(boolean isProven) {
    network.provesIds = isProven;
    start();
    PeerId peer = network.node(2).id();
    PeerId other = network.node(3).id();
    records("one").put(peer, RECORD);
    records("one").put(other, RECORD);

    network.node(2).node.close();
    network.runFor(A_WHILE);

    assertThat(network.node(1).peers()).containsExactly(3);
    assertThat(records("one").get(peer).isPresent()).isEqualTo(isProven);
    assertThat(records("one").get(other)).contains(RECORD);
    assertThat(requireNonNull(contexts.get("one")).provesIds()).isEqualTo(isProven);
  }

  @Test
  void controlsRememberPeersIndependently() {
    start();
    PeerId peer = network.node(2).id();
    records("one").put(peer, RECORD);

    assertThat(records("one").get(peer)).contains(RECORD);
    assertThat(records("two").get(peer)).isEmpty();
  }
}
