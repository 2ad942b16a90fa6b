package dev.gossip.core.engine.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins.RecordingSpamControl;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer whose answers the node itself has dropped keeps its promises. */
class RefusedAnswersTest extends PullFixture {
  private final RecordingSpamControl spam = new RecordingSpamControl();

  private void announce() {
    network.latency((from, to) -> Duration.ofMillis(50).toNanos());
    start(1, List.of(), 2);
    MemoryNode two = start(2, List.of(spam));
    network.runFor(A_WHILE);
    network.node(1).publish(payload(SIZE));
    network.runFor(Duration.ofMillis(75));
    assertThat(two.metric("requests-sent")).isEqualTo(1);
  }

  private List<String> blamed() {
    return spam.notes.stream().filter(note -> note.startsWith("misbehaviour")).toList();
  }

  @Test
  void peerWhoseAnswersSpamControlRefusesIsNotBlamed() {
    announce();
    spam.admits = false;
    network.runFor(Duration.ofMinutes(1));

    assertThat(network.node(2).metric("dropped.refused-by-spam-control")).isPositive();
    assertThat(blamed()).isEmpty();
  }

  @Test
  void peerIsBlamedAgainAfterTwoMinutes() {
    announce();
    spam.admits = false;
    network.runFor(Duration.ofMinutes(1));
    spam.admits = true;
    network.runFor(Duration.ofMinutes(2));
    dropPayloads(1, 2);
    network.node(1).publish(payload(SIZE));
    network.runFor(Duration.ofMinutes(1));

    assertThat(blamed()).containsExactly("misbehaviour BROKEN_PROMISE");
  }
}
