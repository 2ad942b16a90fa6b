package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.OpenRelay;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinesTest {
  private static final Duration EARLY = Duration.ofMillis(100);
  private static final Duration LATE = Duration.ofSeconds(1);

  /** Sets two deadlines for each message. */
  private static final class Timed implements OpenRelay {
    private final RelayContext context;
    private final Deadlines<String> deadlines;
    private final List<String> taken = new ArrayList<>();

    Timed(RelayContext context) {
      this.context = context;
      this.deadlines = new Deadlines<>(context, "due", this::onDue);
    }

    @Override
    public RelayContext context() {
      return context;
    }

    @Override
    public void relay(GossipMessage message, List<Peer> others) {
      deadlines.add(context.nowNanos() + LATE.toNanos(), "late");
      deadlines.add(context.nowNanos() + EARLY.toNanos(), "early");
      deadlines.setTimer();
    }

    private void onDue() {
      taken.addAll(deadlines.takeDue());
      deadlines.setTimer();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -500_000_000, Long.MAX_VALUE - 500_000_000})
  void deadlinesComeInTheirOrderAlsoIfTheClockOverflowsBetweenThem(long startNanos) {
    List<Timed> created = new ArrayList<>();
    RecordingRelayContext node = new RecordingRelayContext(42, startNanos);
    node.start(
        context -> {
          created.add(new Timed(context));
          return created.get(0);
        });
    node.up(1, Direction.OUTBOUND);
    node.publish(RecordingRelayContext.message("hello"));

    node.advance(EARLY);
    assertThat(created.get(0).taken).containsExactly("early");
    node.advance(LATE);
    assertThat(created.get(0).taken).containsExactly("early", "late");
    assertThat(node.timers()).isEmpty();
  }
}
