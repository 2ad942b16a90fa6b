package dev.gossip.core.engine.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins.RecordingSpamControl;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests for what a node has announced and does not send any more, and forged ones. */
@Timeout(60)
class LateRequestsTest extends PullFixture {
  private static final String UNSOLICITED = "misbehaviour UNSOLICITED";
  private static final int SMALLEST = 9_000;

  private final RecordingSpamControl spam = new RecordingSpamControl();
  private MemoryNode one;
  private MemoryNode two;

  @BeforeEach
  void link() {
    one = start(1, List.of(spam), 2);
    two = start(2, List.of());
    network.runFor(A_WHILE);
  }

  private void request(MessageId id) {
    receive(one, 2, Frames.request(id));
  }

  private void requestForged() {
    request(new MessageId(payload(32).toByteArray()));
  }

  @Test
  void requestForAnOfferThatHasJustEndedIsNoFault() {
    GossipMessage message = one.publish(payload(SIZE));
    network.runFor(Duration.ofSeconds(121));
    long sent = one.metric("payload-frames-sent");
    request(message.id());
    network.runFor(Duration.ofSeconds(110));
    request(message.id());

    assertThat(one.metric("dropped.not-announced")).isEqualTo(2);
    assertThat(one.metric("payload-frames-sent")).isEqualTo(sent);
    assertThat(spam.notes).doesNotContain(UNSOLICITED);
  }

  @Test
  void forgedRequestIsReportedAtAnyTime() {
    requestForged();
    assertThat(spam.notes).containsOnlyOnce(UNSOLICITED);
    GossipMessage message = one.publish(payload(SIZE));
    network.runFor(Duration.ofSeconds(130));
    spam.notes.clear();
    requestForged();
    assertThat(spam.notes).containsOnlyOnce(UNSOLICITED);

    network.runFor(Duration.ofSeconds(150));
    spam.notes.clear();
    request(message.id());
    assertThat(spam.notes).containsOnlyOnce(UNSOLICITED);
  }

  @Test
  void requestForAnOfferThatMadeRoomIsNoFault() {
    network.rule((from, to, frame) -> !isKind(frame, Frames.REQUEST));
    GossipMessage first = one.publish(payload(SMALLEST));
    for (int i = 0; i < Offers.MAX_PER_PEER; i++) {
      one.publish(payload(SMALLEST));
    }
    long dropped = one.metric("dropped.not-announced");
    request(first.id());

    assertThat(one.metric("dropped.not-announced")).isEqualTo(dropped + 1);
    assertThat(spam.notes).doesNotContain(UNSOLICITED);
  }

  @Test
  void messageThatIsRequestedAgainIsDeliveredOnce() {
    GossipMessage message = one.publish(payload(SIZE));
    network.runFor(Duration.ofSeconds(10));
    request(message.id());
    network.runFor(A_WHILE);

    assertThat(one.metric("payload-frames-sent")).isEqualTo(2);
    assertThat(delivered(two)).containsExactly(message);
  }

  @Test
  void messageThatIsAnnouncedAgainAfterItsOfferEndedIsSent() {
    assertThatItIsSentWhenAnnouncedAgainAfter(Duration.ofSeconds(130));
  }

  @Test
  void messageThatIsAnnouncedAgainHasNewTries() {
    assertThatItIsSentWhenAnnouncedAgainAfter(Duration.ofSeconds(40));
  }

  @Test
  void messageThatIsAnnouncedAgainAtOnceHasNoNewTries() {
    dropPayloads(1, 2);
    GossipMessage message = one.publish(payload(SIZE));
    for (int i = 0; i < 3 * PullTimes.TRIES; i++) {
      network.runFor(Duration.ofSeconds(3));
      one.node.publish(List.of(message));
      one.node.flush();
      request(message.id());
      if (i < PullTimes.TRIES + 1) {
        assertThat(one.metric("payload-frames-sent")).isLessThanOrEqualTo(PullTimes.TRIES);
      }
    }

    // Twice, with a pause of 10 seconds between.
    assertThat(one.metric("payload-frames-sent")).isEqualTo(2 * PullTimes.TRIES);
  }

  private void assertThatItIsSentWhenAnnouncedAgainAfter(Duration pause) {
    dropPayloads(1, 2);
    GossipMessage message = one.publish(payload(SIZE));
    for (int i = 0; i < 10; i++) {
      network.runFor(Duration.ofSeconds(5));
      request(message.id());
    }
    assertThat(one.metric("payload-frames-sent")).isEqualTo(PullTimes.TRIES);
    network.runFor(pause);
    one.node.publish(List.of(message));
    one.node.flush();
    request(message.id());

    assertThat(one.metric("payload-frames-sent")).isGreaterThan(PullTimes.TRIES);
  }
}
