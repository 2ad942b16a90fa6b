package dev.gossip.core.engine.pull;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins.RecordingSpamControl;
import dev.gossip.core.engine.network.TestPlugins.SilentRelay;
import dev.gossip.core.engine.network.TestPlugins.StampSigning;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large messages over flooding, with peers and paths that fail. */
@Timeout(60)
class LargeMessagesTest extends PullFixture {
  private static final String BROKEN_PROMISE = "misbehaviour BROKEN_PROMISE";
  private static final String UNSOLICITED = "misbehaviour UNSOLICITED";

  private final RecordingSpamControl spam = new RecordingSpamControl();

  @Test
  void eachNodeOfAFullMeshGetsThePayloadOnce() {
    for (int port = 1; port <= 6; port++) {
      int[] higher = new int[6 - port];
      for (int i = 0; i < higher.length; i++) {
        higher[i] = port + i + 1;
      }
      start(port, List.of(), higher);
    }
    network.runFor(A_WHILE);
    for (int i = 0; i < 10; i++) {
      network.node(1 + i % 6).publish(payload(SIZE));
      network.runFor(Duration.ofMillis(50));
    }
    network.runFor(Duration.ofSeconds(10));

    assertThat(network.total("messages-delivered")).isEqualTo(50);
    assertThat(network.total("duplicates")).isZero();
    assertThat(network.total("payload-bytes-sent") / (50.0 * SIZE)).isBetween(1.0, 1.01);
    assertThat(network.total("requests-sent")).isEqualTo(50);
    // Each node to all others but the one that sent it the message; one is repeated if the other
    // side has no reason to announce the message, too.
    assertThat(network.total("announcements-sent")).isLessThan(10 * 30 * 3);
  }

  @Test
  void messagesBelowTheLimitAreSentAtOnce() {
    start(1, List.of(), 2);
    MemoryNode two = start(2, List.of());
    network.runFor(A_WHILE);
    network.node(1).publish(payload(8_000));
    network.runFor(A_WHILE);

    assertThat(delivered(two)).hasSize(1);
    assertThat(network.total("announcements-sent")).isZero();
  }

  @Test
  void theLargestPayloadArrives() {
    start(1, List.of(), 2);
    MemoryNode two = start(2, List.of());
    network.runFor(A_WHILE);
    ByteString payload = payload(Frames.MAX_PAYLOAD_BYTES);
    network.node(1).publish(payload);
    network.runFor(A_WHILE);

    assertThat(delivered(two))
        .singleElement()
        .satisfies(message -> assertThat(message.payload()).isEqualTo(payload));
  }

  @Test
  void anAnnouncerThatNeverDeliversIsSkippedAndReported() {
    start(1, List.of(), 2, 3);
    MemoryNode two = start(2, List.of(spam), 3);
    start(3, List.of());
    network.runFor(A_WHILE);
    dropPayloads(1, 2);
    network.node(1).publish(payload(SIZE));
    network.runFor(A_WHILE);
    assertThat(delivered(two)).isEmpty();
    assertThat(spam.notes).doesNotContain(BROKEN_PROMISE);

    network.runFor(Duration.ofSeconds(3));
    assertThat(delivered(two)).hasSize(1);
    network.runFor(Duration.ofSeconds(30));
    assertThat(spam.notes).containsOnlyOnce(BROKEN_PROMISE);
  }

  @Test
  void lostAnnouncementsAndRequestsAreRepeated() {
    start(1, List.of(), 2);
    MemoryNode two = start(2, List.of(spam));
    network.runFor(A_WHILE);
    AtomicInteger announcements = new AtomicInteger();
    AtomicInteger requests = new AtomicInteger();
    network.rule(
        (from, to, frame) ->
            isKind(frame, Frames.ANNOUNCEMENT)
                ? announcements.incrementAndGet() > 3
                : !isKind(frame, Frames.REQUEST) || requests.incrementAndGet() > 2);
    network.node(1).publish(payload(SIZE));
    network.runFor(Duration.ofSeconds(8));

    assertThat(delivered(two)).hasSize(1);
    // The fourth arrives; its answer is lost, so there is a fifth.
    assertThat(announcements.get()).isEqualTo(5);
    assertThat(requests.get()).isEqualTo(3);
    assertThat(network.total("payload-frames-sent")).isEqualTo(1);
    assertThat(spam.notes).doesNotContain(BROKEN_PROMISE, UNSOLICITED);
  }

  @Test
  void repeatedRequestsDoNotRepeatATransferUnderWay() {
    start(1, List.of(), 2);
    MemoryNode two = start(2, List.of(spam));
    network.runFor(A_WHILE);
    // A slow path: the payload takes 3 s.
    network.latency((from, to) -> Duration.ofMillis(from.port() == 1 ? 3_000 : 1).toNanos());
    network.node(1).publish(payload(10 * SIZE));
    network.runFor(Duration.ofSeconds(20));

    assertThat(delivered(two)).hasSize(1);
    assertThat(two.metric("requests-sent")).isGreaterThan(1);
    assertThat(network.total("payload-frames-sent")).isEqualTo(1);
    assertThat(spam.notes).doesNotContain(BROKEN_PROMISE);
  }

  @Test
  void requestsForWhatWasNotAnnouncedAreRefusedAndReported() {
    MemoryNode one = start(1, List.of(new SilentRelay(), spam), 2);
    start(2, List.of(new SilentRelay()));
    network.runFor(A_WHILE);
    GossipMessage message = one.publish(payload(SIZE));
    receive(one, 2, Frames.request(message.id()));
    network.runFor(A_WHILE);

    assertThat(one.metric("dropped.not-announced")).isEqualTo(1);
    assertThat(spam.notes).containsOnlyOnce(UNSOLICITED);
    assertThat(spam.notes).contains("admit CONTROL");
    assertThat(network.total("payload-frames-sent")).isZero();
  }

  @Test
  void requestsAreAnsweredForTwoMinutes() {
    MemoryNode one = start(1, List.of(spam), 2);
    start(2, List.of());
    network.runFor(A_WHILE);
    dropPayloads(1, 2);
    GossipMessage message = one.publish(payload(SIZE));
    network.runFor(Duration.ofSeconds(110));
    long sent = network.total("payload-frames-sent");
    receive(one, 2, Frames.request(message.id()));
    assertThat(network.total("payload-frames-sent")).isEqualTo(sent + 1);

    network.runFor(Duration.ofSeconds(20));
    receive(one, 2, Frames.request(message.id()));
    assertThat(network.total("payload-frames-sent")).isEqualTo(sent + 1);
    assertThat(one.metric("dropped.not-announced")).isEqualTo(1);
  }

  @Test
  void announcementsOfOnePeerAreBounded() {
    MemoryNode one = start(1, List.of(spam), 2);
    start(2, List.of());
    network.runFor(A_WHILE);
    for (int i = 0; i < Pulls.MAX_PER_PEER + 10; i++) {
      receive(one, 2, Frames.announcement(new MessageId(payload(32).toByteArray()), SIZE));
    }

    assertThat(one.metric("dropped.announcement-limit")).isEqualTo(10);
    assertThat(one.metric("requests-sent")).isEqualTo(2 * 1024 * 1024 / SIZE);
    network.runFor(Duration.ofHours(1));
    // Those that were requested; the others are forgotten, since the peer would not send them.
    assertThat(spam.notes.stream().filter(BROKEN_PROMISE::equals))
        .hasSizeBetween(2 * 1024 * 1024 / SIZE + 1, Pulls.MAX_PER_PEER - 1);
    assertThat(one.metric("announced-messages")).isZero();
  }

  @Test
  void malformedAnnouncementsAndRequestsAreReported() {
    MemoryNode one = start(1, List.of(spam), 2);
    start(2, List.of());
    network.runFor(A_WHILE);
    MessageId id = new MessageId(payload(32).toByteArray());
    List<ByteString> malformed = new ArrayList<>();
    malformed.add(Frames.announcement(id, 0));
    malformed.add(Frames.announcement(id, Frames.MAX_PAYLOAD_FRAME_BYTES + 1));
    malformed.add(Frames.announcement(id, -1));
    for (ByteString frame :
        List.of(
            Frames.announcement(id, SIZE).substring(0, 20), Frames.request(id).substring(0, 9))) {
      malformed.add(frame);
      malformed.add(frame.substring(0, 1));
    }
    malformed.forEach(frame -> receive(one, 2, frame));

    assertThat(one.metric("dropped.malformed-frame")).isEqualTo(malformed.size());
    assertThat(one.metric("requests-sent")).isZero();
  }

  @Test
  void aLinkThatEndsMidwayHandsOverToTheNextAnnouncer() {
    start(1, List.of(), 2, 3);
    MemoryNode two = start(2, List.of(spam), 3);
    start(3, List.of());
    network.runFor(A_WHILE);
    dropPayloads(1, 2);
    network.node(1).publish(payload(Frames.MAX_PAYLOAD_BYTES));
    network.runFor(A_WHILE);
    assertThat(delivered(two)).isEmpty();
    network.kill(1);
    network.runFor(Duration.ofSeconds(7));

    assertThat(delivered(two)).hasSize(1);
    network.runFor(Duration.ofMinutes(1));
    assertThat(spam.notes).doesNotContain(BROKEN_PROMISE);
  }

  @Test
  void aRestartForgetsWhatWasAnnounced() {
    MemoryNode one = start(1, List.of(), 2);
    start(2, List.of());
    network.runFor(A_WHILE);
    GossipMessage message = one.publish(payload(SIZE));
    network.runFor(A_WHILE);
    network.kill(1);
    MemoryNode again = start(1, List.of(), 2);
    network.runFor(Duration.ofSeconds(20));
    receive(again, 2, Frames.request(message.id()));

    assertThat(again.metric("dropped.not-announced")).isEqualTo(1);
    assertThat(again.metric("payload-frames-sent")).isZero();
  }

  @Test
  void payloadsAboveTheOwnLimitAreDroppedWithoutBlame() {
    start(1, List.of(), 2);
    MemoryNode two = network.start(2, Map.of("gossip.max-payload-bytes", "1000"), List.of(spam));
    network.runFor(A_WHILE);
    network.node(1).publish(payload(1_001));
    network.node(1).publish(payload(8_000));
    network.node(1).publish(payload(SIZE));
    network.node(1).publish(payload(1_000));
    network.runFor(A_WHILE);

    assertThat(delivered(two)).hasSize(1);
    assertThat(two.metric("dropped.payload-too-large")).isEqualTo(3);
    assertThat(two.metric("requests-sent")).isZero();
    assertThat(spam.notes).noneMatch(note -> note.startsWith("misbehaviour"));
    assertThat(spam.notes).doesNotContain("rejected");
  }

  @Test
  void aForgedCopyIsFollowedByOneFromTheNextAnnouncer() {
    StampSigning signing = new StampSigning();
    MemoryNode one = start(1, List.of(signing), 2);
    MemoryNode two = start(2, List.of(signing, spam), 3);
    start(3, List.of(signing));
    network.runFor(A_WHILE);
    GossipMessage unsigned = one.node.composer().compose("main", payload(SIZE), one.wallMillis());
    ByteString forged =
        Frames.payload(unsigned.withSignature(ByteString.copyFromUtf8("forged")), ByteString.EMPTY);
    receive(two, 3, Frames.announcement(unsigned.id(), forged.size()));
    receive(two, 3, forged);
    assertThat(two.metric("dropped.bad-signature")).isEqualTo(1);
    one.node.publish(List.of(unsigned));
    one.node.flush();
    network.runFor(Duration.ofSeconds(3));

    assertThat(delivered(two)).hasSize(1);
  }

  @Test
  void verificationsAreBoundedInBytes() {
    StampSigning signing = new StampSigning();
    MemoryNode one = start(1, List.of(signing), 2);
    MemoryNode two =
        network.start(
            2,
            Map.of("gossip.max-payload-bytes", "1048576", "gossip.pending-check-bytes", "4194304"),
            List.of(signing));
    network.runFor(A_WHILE);
    two.deferOffloaded = true;
    for (int i = 0; i < 20; i++) {
      one.publish(payload(SIZE));
      network.runFor(Duration.ofMillis(10));
    }
    network.runFor(Duration.ofMillis(100));
    // A quarter of 4 MiB is 1 MiB, and each message has a little more than 64 KiB.
    assertThat(two.metric("pending-checks")).isEqualTo(15);
    assertThat(two.metric("dropped.too-many-checks")).isEqualTo(5);

    two.runDeferred();
    assertThat(delivered(two)).hasSize(15);
    one.publish(payload(SIZE));
    network.runFor(Duration.ofMillis(100));
    two.runDeferred();
    assertThat(delivered(two)).hasSize(16);
  }

  @Test
  void aRequestThatFindsNoRoomIsServedLater() {
    network.queueBytes = 150_000;
    start(1, List.of(), 2);
    MemoryNode two = start(2, List.of());
    network.runFor(A_WHILE);
    for (int i = 0; i < 10; i++) {
      GossipMessage message =
          network
              .node(1)
              .node
              .composer()
              .compose("main", payload(SIZE), network.node(1).wallMillis());
      network.node(1).node.publish(List.of(message));
    }
    network.node(1).node.flush();
    network.runFor(Duration.ofSeconds(5));

    assertThat(delivered(two)).hasSize(10);
    assertThat(network.total("dropped.no-room")).isZero();
    assertThat(network.total("payload-frames-sent")).isEqualTo(10);
  }
}
