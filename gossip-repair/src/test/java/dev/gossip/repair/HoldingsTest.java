package dev.gossip.repair;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.INT_ARRAY;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldingsTest {
  private static final Duration WINDOW = Duration.ofMinutes(4);

  private final RecordingRelayContext context = new RecordingRelayContext(1);
  private int messages;

  /** Delivers and notes what is published. */
  private record Keeping(RelayContext node, Holdings holdings) implements RelayStrategy {
    @Override
    public void onPublish(GossipMessage message) {
      node.deliver(message);
      holdings.add(message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {}

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return true;
    }
  }

  private Holdings holdings(long windowBytes) {
    Holdings holdings =
        new Holdings(context, new RepairSettings(WINDOW, windowBytes, Duration.ofSeconds(30)));
    context.start(node -> new Keeping(node, holdings));
    return holdings;
  }

  private MessageId add() {
    GossipMessage message = RecordingRelayContext.message("message " + messages++);
    context.publish(message);
    return message.id();
  }

  private List<MessageId> add(int count) {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(add());
    }
    return ids;
  }

  @Test
  void messagesAreShownInTheOrderInWhichTheyCame() {
    Holdings holdings = holdings(1 << 20);
    List<MessageId> ids = add(300);
    assertThat(holdings.snapshot(id -> true).shown()).isEqualTo(ids);
    assertThat(holdings.snapshot(id -> true).old()).isEmpty();
  }

  @Test
  void orderIsKeptWhenTheRingGrowsAfterSomeAreForgotten() {
    Holdings holdings = holdings(1 << 20);
    add(50);
    context.advance(WINDOW.plusSeconds(11));
    List<MessageId> ids = new ArrayList<>(add(40));
    assertThat(holdings.size()).isEqualTo(40);
    ids.addAll(add(200));
    assertThat(holdings.snapshot(id -> true).shown()).isEqualTo(ids);
  }

  @Test
  void memoryIsGivenBackAfterABurst() {
    Holdings holdings = holdings(1 << 20);
    add(1_000);
    context.advance(WINDOW.plusSeconds(11));
    List<MessageId> ids = add(20);
    assertThat(holdings.size()).isEqualTo(20);
    assertThat(holdings).extracting("sizes", as(INT_ARRAY)).hasSize(64);
    assertThat(holdings.snapshot(id -> true).shown()).isEqualTo(ids);
  }

  @Test
  void messagesOlderThanTheWindowAreOldForTenSecondsMore() {
    Holdings holdings = holdings(1 << 20);
    MessageId id = add();
    context.advance(WINDOW.plusSeconds(1));
    assertThat(holdings.snapshot(any -> true).shown()).isEmpty();
    assertThat(holdings.snapshot(any -> true).old()).containsExactly(id);
    context.advance(Duration.ofSeconds(10));
    assertThat(holdings.size()).isZero();
  }

  @Test
  void messagesThatAreNotStoredAnyMoreAreOld() {
    Holdings holdings = holdings(1 << 20);
    List<MessageId> ids = add(5);
    context.evict(ids.get(0));
    context.evict(ids.get(3));
    assertThat(holdings.snapshot(any -> true).old()).containsExactly(ids.get(0), ids.get(3));
    assertThat(holdings.snapshot(any -> true).shown())
        .containsExactly(ids.get(1), ids.get(2), ids.get(4));
  }

  @Test
  void theOldestAreForgottenBeyondTheBytesOfTheWindow() {
    Holdings holdings = holdings(1 << 10);
    List<MessageId> ids = add(1_000);
    List<MessageId> shown = holdings.snapshot(any -> true).shown();
    assertThat(shown).hasSizeBetween(5, 200);
    assertThat(shown).isEqualTo(ids.subList(ids.size() - shown.size(), ids.size()));
  }

  @Test
  void additionsSinceAMomentAreListedNewestFirst() {
    Holdings holdings = holdings(1 << 20);
    add(100);
    context.advance(Duration.ofSeconds(1));
    long nanos = context.nowNanos();
    List<MessageId> added = new ArrayList<>(add(3));
    Collections.reverse(added);
    assertThat(holdings.since(nanos)).isEqualTo(added);
  }
}
