package dev.gossip.core.engine.spam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import dev.gossip.core.engine.network.TestPlugins.RecordingSpamControl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which copies of a message count for the peer that sends them. */
class FirstCopyCreditTest {
  private final MemoryNetwork network = new MemoryNetwork(1);
  private final RecordingSpamControl spam = new RecordingSpamControl();

  /** Makes a message public at once, or after a second, and in the second case repeats it then. */
  private void publish(Duration embargo) {
    network.start(1, Map.of(), List.of(new AnyRelay(Flood::new)), 2);
    network.start(
        2, Map.of(), List.of(spam, new AnyRelay(context -> new Embargo(context, embargo))));
    network.start(3, Map.of(), List.of(new AnyRelay(Flood::new)), 1, 2);
    network.runFor(Duration.ofSeconds(1));
    network.node(1).publish("hello");
    network.runFor(Duration.ofSeconds(5));
    assertThat(network.node(2).metric("messages-delivered")).isEqualTo(1);
  }

  @Test
  void copyThatIsMadePublicAtOnceEarnsCredit() {
    publish(Duration.ZERO);
    assertThat(spam.notes).containsOnlyOnce("first");
  }

  @Test
  void copyThatTheRelayKeepsToItselfEarnsNone() {
    publish(Duration.ofSeconds(1));
    assertThat(spam.notes).contains("judge").doesNotContain("first");
  }

  @Test
  void furtherCopyOfWhatIsPublicCounts() {
    publish(Duration.ZERO);
    assertThat(spam.notes).contains("duplicate");
  }

  @Test
  void furtherCopyOfWhatTheRelayKeepsToItselfDoesNotCount() {
    publish(Duration.ofSeconds(1));
    assertThat(network.node(2).metric("duplicates")).isPositive();
    assertThat(spam.notes).doesNotContain("duplicate");
  }

  private static final class Embargo extends Flood {
    private final Duration embargo;

    Embargo(RelayContext context, Duration embargo) {
      super(context);
      this.embargo = embargo;
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      if (embargo.isZero()) {
        context.deliver(message);
      } else {
        var unused = context.schedule(embargo, "embargo", () -> context.deliver(message));
      }
    }
  }
}
