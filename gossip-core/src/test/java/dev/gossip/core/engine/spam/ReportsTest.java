package dev.gossip.core.engine.spam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.SimplePlugin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one spam control reports to the others, and what it can ask. */
@Timeout(30)
class ReportsTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(33);
  private final List<String> calls = new ArrayList<>();
  private final Map<String, SpamContext> contexts = new HashMap<>();
  private BiConsumer<SpamContext, Peer> onFrame = (context, from) -> {};
  private BiConsumer<SpamContext, Peer> onReport = (context, from) -> {};
  private boolean admits = true;

  private GossipPlugin control(String name) {
    return new SimplePlugin<>(
        "spam." + name,
        SpamControl.Factory.class,
        context -> {
          contexts.put(name, context);
          return new SpamControl() {
            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              if (name.equals("one")) {
                calls.add("one begins");
                onFrame.accept(context, from);
                calls.add("one ends");
              }
              return admits;
            }

            @Override
            public void onMisbehaviour(Peer peer, Misbehaviour kind) {
              calls.add(name + " hears " + kind);
              onReport.accept(context, peer);
            }
          };
        });
  }

  @BeforeEach
  void start() {
    network.start(1, Map.of(), List.of(control("one"), control("two")));
    network.start(2, 1);
    network.runFor(A_WHILE);
    assertThat(network.node(1).peers()).containsExactly(2);
    calls.clear();
  }

  private SpamContext context() {
    return Objects.requireNonNull(contexts.get("one"));
  }

  private void sendFrame() {
    network.node(2).publish("hello");
    network.runFor(A_WHILE);
  }

  @Test
  void everySpamControlHearsAReportAfterTheCallback() {
    onFrame = (context, from) -> context.report(from, Misbehaviour.EXCESS);
    sendFrame();

    assertThat(calls)
        .containsExactly("one begins", "one ends", "one hears EXCESS", "two hears EXCESS");
  }

  @Test
  void reportInAnswerToAReportIsIgnored() {
    onFrame = (context, from) -> context.report(from, Misbehaviour.EXCESS);
    onReport = (context, from) -> context.report(from, Misbehaviour.EXCESS);
    sendFrame();
    assertThat(calls).hasSize(4);

    calls.clear();
    sendFrame();
    assertThat(calls).as("the next report is heard").hasSize(4);
  }

  @Test
  void reportsBeyondTheBoundOfOneEventAreCountedAsDrops() {
    onFrame =
        (context, from) -> {
          for (int i = 0; i < 1_003; i++) {
            context.report(from, Misbehaviour.EXCESS);
          }
        };
    sendFrame();

    assertThat(calls).filteredOn("two hears EXCESS"::equals).hasSize(1_000);
    assertThat(network.node(1).metric("dropped.too-many-reports")).isEqualTo(3);
  }

  @Test
  void reportOfANodeThatIsNotUpIsIgnored() {
    Peer stranger = new Peer(new PeerId(new byte[32]), Direction.INBOUND);
    onFrame = (context, from) -> context.report(stranger, Misbehaviour.EXCESS);
    sendFrame();

    assertThat(calls).containsExactly("one begins", "one ends");
  }

  @Test
  void refusalOfASpamControlIsReportedToNone() {
    admits = false;
    sendFrame();

    assertThat(network.node(1).metric("dropped.refused-by-spam-control")).isEqualTo(1);
    assertThat(calls).containsExactly("one begins", "one ends");
  }

  @Test
  void groupOfAPeerIsKnownWhileItIsUp() {
    PeerId peer = network.node(2).id();
    assertThat(context().group(peer)).contains(new AddressGroup("127.0.0.1", true));
    assertThat(context().group(new PeerId(new byte[32]))).isEmpty();

    network.node(2).node.close();
    network.runFor(A_WHILE);
    assertThat(context().group(peer)).isEmpty();
  }

  @Test
  void timeOfDayIsThatOfTheNode() {
    assertThat(context().wallMillis()).isEqualTo(network.node(1).wallMillis());
  }
}
