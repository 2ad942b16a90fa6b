package dev.gossip.testkit.spam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.testkit.spam.RecordingSpamContext.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordingSpamContextTest {
  private static final GossipMessage MESSAGE =
      RecordingSpamContext.message(RecordingSpamContext.author(1), 1);

  private final RecordingSpamContext node = new RecordingSpamContext(42);

  /** Counts misbehaviour in the records, reports what is rejected, and writes down its calls. */
  private static final class Counting implements SpamControl {
    private final List<String> calls = new ArrayList<>();
    private final SpamContext context;

    Counting(SpamContext context) {
      this.context = context;
    }

    @Override
    public boolean admit(Peer from, Cost cost, int amount) {
      if (amount > 100) {
        context.report(from, Misbehaviour.EXCESS);
      }
      return amount <= 100;
    }

    @Override
    public Verdict judge(GossipMessage message, Peer from) {
      return message.author().isNone() ? Verdict.REJECT : Verdict.ACCEPT;
    }

    @Override
    public void onPublished(GossipMessage message) {
      calls.add("published " + message.sequence());
    }

    @Override
    public void onFirstCopy(GossipMessage message, Peer from) {
      calls.add("first copy " + message.sequence());
    }

    @Override
    public void onDuplicate(GossipMessage message, Peer from) {
      calls.add("duplicate " + message.sequence());
    }

    @Override
    public void onRejected(Rejection rejection) {
      calls.add("rejected " + rejection.reason());
      Peer from = rejection.from();
      context.schedule(
          Duration.ofSeconds(1), "later", () -> context.report(from, Misbehaviour.MALFORMED_FRAME));
    }

    @Override
    public void onMisbehaviour(Peer peer, Misbehaviour kind) {
      calls.add("misbehaviour " + kind);
      ByteString marks = context.records().get(peer.id()).orElse(ByteString.EMPTY);
      context.records().put(peer.id(), marks.concat(ByteString.copyFromUtf8("x")));
      context.standingChanged(peer.id());
      context.report(peer, kind);
    }

    @Override
    public void onApplicationScore(PeerId peer, double points) {
      calls.add("score " + points);
    }

    @Override
    public void onPeerDown(Peer peer) {
      calls.add("down, " + (context.group(peer.id()).isPresent() ? "in a group" : "in no group"));
      context.report(peer, Misbehaviour.EXCESS);
    }

    @Override
    public Standing standing(PeerId peer) {
      return context.records().get(peer).isPresent() ? Standing.THROTTLED : Standing.GOOD;
    }

    @Override
    public List<Explanation> explain(PeerId peer) {
      return context
          .records()
          .get(peer)
          .map(marks -> List.of(new Explanation("marks", marks.size(), "misbehaviour")))
          .orElse(List.of());
    }
  }

  private static Counting started(RecordingSpamContext at) {
    List<Counting> created = new ArrayList<>();
    at.start(
        context -> {
          created.add(new Counting(context));
          return created.get(0);
        });
    return created.get(0);
  }

  @Test
  void spamControlHearsEveryEventAndAnswers() {
    Counting control = started(node);
    Peer peer = node.up(1, Direction.INBOUND);

    node.publish(MESSAGE);
    node.firstCopy(MESSAGE, peer);
    node.duplicate(MESSAGE, peer);
    node.score(peer.id(), -2);

    assertThat(control.calls)
        .containsExactly("published 1", "first copy 1", "duplicate 1", "score -2.0");
    assertThat(node.admit(peer, Cost.PAYLOAD, 100)).isTrue();
    assertThat(node.judge(MESSAGE, peer)).isEqualTo(Verdict.ACCEPT);
    assertThat(node.judge(RecordingSpamContext.message(AuthorId.NONE, 2), peer))
        .isEqualTo(Verdict.REJECT);
    assertThat(node.standing(peer.id())).isEqualTo(Standing.GOOD);
    assertThat(node.discouragement(peer.id())).isEmpty();
    assertThat(node.explain(peer.id())).isEmpty();
  }

  @Test
  void reportsAreHeardOnceAndThoseInAnswerToReportsAreNot() {
    Counting control = started(node);
    Peer peer = node.up(1, Direction.INBOUND);

    assertThat(node.admit(peer, Cost.PAYLOAD, 101)).isFalse();

    assertThat(control.calls).containsExactly("misbehaviour EXCESS");
    Report report = new Report(peer, Misbehaviour.EXCESS);
    assertThat(node.reports()).containsExactly(report, report);
    assertThat(node.standingChanges()).containsExactly(peer.id());
    assertThat(node.standing(peer.id())).isEqualTo(Standing.THROTTLED);
    assertThat(node.explain(peer.id())).extracting(Explanation::value).containsExactly(1.0);
    node.clear();
    assertThat(node.reports()).isEmpty();
    assertThat(node.standingChanges()).isEmpty();
  }

  @Test
  void reportOfATimerIsHeardIfThePeerIsStillUp() {
    Counting control = started(node);
    Peer stays = node.up(1, Direction.INBOUND);
    Peer leaves = node.up(2, Direction.INBOUND);
    node.reject(stays, MESSAGE, Rejection.Reason.BAD_SIGNATURE);
    node.reject(leaves, MESSAGE, Rejection.Reason.BAD_SIGNATURE);
    node.down(leaves);
    control.calls.clear();

    node.advance(Duration.ofSeconds(1));

    assertThat(control.calls).containsExactly("misbehaviour MALFORMED_FRAME");
    assertThat(node.records().all()).containsOnlyKeys(stays.id());
    assertThat(node.reports())
        .extracting(Report::peer)
        .containsExactly(leaves, stays, stays, leaves);
  }

  @Test
  void peerThatGoesDownHasNoGroupAndIsNotReported() {
    Counting control = started(node);
    Peer peer = node.up(1, Direction.INBOUND);

    node.down(peer);

    assertThat(control.calls).containsExactly("down, in no group");
    assertThat(node.reports()).containsExactly(new Report(peer, Misbehaviour.EXCESS));
  }

  @Test
  void recordOutlivesItsLinkOnlyIfIdsAreProven() {
    RecordingSpamContext claimed = RecordingSpamContext.withClaimedIds(42);
    for (RecordingSpamContext context : List.of(node, claimed)) {
      started(context);
      Peer peer = context.up(1, Direction.OUTBOUND);
      context.misbehave(peer, Misbehaviour.MALFORMED_FRAME);
      context.down(peer);
    }

    assertThat(node.provesIds()).isTrue();
    assertThat(node.records().all()).hasSize(1);
    assertThat(claimed.provesIds()).isFalse();
    assertThat(claimed.records().all()).isEmpty();
  }

  @Test
  void recordsAreOfBoundedSize() {
    ByteString tooLong = ByteString.copyFrom(new byte[PeerRecords.MAX_RECORD_BYTES + 1]);

    assertThatThrownBy(() -> node.records().put(node.self(), tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a record has at most 1024 bytes, not 1025");
  }

  @Test
  void peerIsInAGroupWhileItIsUp() {
    started(node);
    Peer local = node.up(1, Direction.INBOUND);
    Peer remote = node.up(2, Direction.INBOUND, "198.51.100.7");

    assertThat(node.group(local.id())).contains(new AddressGroup("10.0.0.1", true));
    assertThat(node.group(remote.id()).map(AddressGroup::name)).contains("198.51.0.0/16");
    node.down(remote);
    assertThat(node.group(remote.id())).isEqualTo(Optional.empty());
  }

  @Test
  void bothClocksGoOnAndTheWallClockCanBeTurned() {
    RecordingSpamContext other = new RecordingSpamContext(42, Long.MAX_VALUE);
    started(other);
    long wallMillis = other.wallMillis();

    other.advance(Duration.ofSeconds(2));
    other.turnWallClock(Duration.ofHours(-1));

    assertThat(other.nowNanos() - Long.MAX_VALUE).isEqualTo(2_000_000_000);
    assertThat(other.wallMillis() - wallMillis).isEqualTo(2_000 - 3_600_000);
  }

  @Test
  void eventsThatNoNodeHasAreRefused() {
    started(node);
    Peer peer = node.up(1, Direction.INBOUND);

    assertThatThrownBy(() -> node.up(1, Direction.OUTBOUND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("peer 1 is up already: call down first, or use another number");
    node.down(peer);
    assertThatThrownBy(() -> node.admit(peer, Cost.PAYLOAD, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("peer 1 is not up: call up first");
    assertThatThrownBy(() -> node.report(peer, Misbehaviour.MALFORMED_FRAME))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the context may only be used inside a callback of the spam control");
  }
}
