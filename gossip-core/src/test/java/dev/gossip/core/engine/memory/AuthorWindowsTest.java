package dev.gossip.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.core.engine.Messages;
import org.junit.jupiter.api.Test;

class AuthorWindowsTest {
  private final AuthorWindows windows = new AuthorWindows(3);

  /** Created at the millisecond that is its sequence number. */
  private static GossipMessage message(String author, long sequence) {
    return message(author, sequence, sequence, 1_000L * author.hashCode() + sequence);
  }

  private static GossipMessage message(
      String author, long sequence, long createdMillis, long idNumber) {
    return GossipMessage.builder(Messages.id(idNumber))
        .author(new AuthorId(ByteString.copyFromUtf8(author)))
        .sequence(sequence)
        .createdMillis(createdMillis)
        .build();
  }

  private void record(String author, long... sequences) {
    for (long sequence : sequences) {
      assertThat(windows.record(message(author, sequence))).isNull();
    }
  }

  @Test
  void recordedMessageMayHaveBeenSeenAndOthersNot() {
    record("ann", 10, 30, 20);

    assertThat(windows.mayHaveSeen(message("ann", 20))).isTrue();
    assertThat(windows.mayHaveSeen(message("ann", 5))).isFalse();
    assertThat(windows.mayHaveSeen(message("ann", 25))).isFalse();
    assertThat(windows.mayHaveSeen(message("bob", 20))).isFalse();
  }

  @Test
  void differentMessageWithTheSameSequenceIsReportedAndIsNoReplay() {
    record("ann", 10);
    GossipMessage other = message("ann", 10, 10, 77);

    assertThat(windows.mayHaveSeen(other)).isFalse();
    assertThat(windows.record(other)).isEqualTo(message("ann", 10).id());
    assertThat(windows.mayHaveSeen(other)).isTrue();
    assertThat(windows.mayHaveSeen(message("ann", 10))).isTrue();
    assertThat(windows.record(other)).as("the same message again").isNull();
  }

  @Test
  void sequencesEvictedFromAFullWindowMayHaveBeenSeen() {
    for (int i = 1; i <= AuthorWindows.WINDOW; i++) {
      record("ann", 100L * i);
    }
    assertThat(windows.mayHaveSeen(message("ann", 50))).as("before any was evicted").isFalse();

    record("ann", 10_050);

    assertThat(windows.mayHaveSeen(message("ann", 50))).isTrue();
    assertThat(windows.mayHaveSeen(message("ann", 100))).isTrue();
    assertThat(windows.mayHaveSeen(message("ann", 150))).as("above the evicted one").isFalse();
    assertThat(windows.mayHaveSeen(message("ann", 200))).isTrue();

    record("ann", 150);
    assertThat(windows.mayHaveSeen(message("ann", 150))).as("too low to be recorded").isTrue();
    assertThat(windows.mayHaveSeen(message("ann", 250))).isFalse();
  }

  @Test
  void olderMessagesOfAnEvictedAuthorMayHaveBeenSeen() {
    record("ann", 10, 50);
    record("bob", 60);
    record("cid", 70);
    record("dan", 80);

    assertThat(windows.authors()).isEqualTo(3);
    assertThat(windows.mayHaveSeen(message("ann", 10))).isTrue();
    assertThat(windows.mayHaveSeen(message("ann", 50))).isTrue();
    assertThat(windows.mayHaveSeen(message("ann", 51))).isFalse();
    assertThat(windows.mayHaveSeen(message("bob", 30))).as("window is present").isFalse();
  }

  @Test
  void recreatedWindowDoesNotForgetTheEvictedOne() {
    record("ann", 10, 50);
    record("bob", 60);
    record("cid", 70);
    record("dan", 80);
    record("ann", 90);

    assertThat(windows.mayHaveSeen(message("ann", 50))).isTrue();
    assertThat(windows.mayHaveSeen(message("ann", 85))).isFalse();
  }

  @Test
  void queryingAnAuthorDoesNotDelayItsEviction() {
    record("ann", 10);
    record("bob", 20);
    record("cid", 30);
    windows.mayHaveSeen(message("ann", 5));
    record("bob", 21);
    record("dan", 40);

    assertThat(windows.mayHaveSeen(message("ann", 5))).as("ann's window is evicted").isTrue();
    assertThat(windows.mayHaveSeen(message("bob", 5))).as("bob's window is present").isFalse();
  }

  @Test
  void authorsThatTakeTurnsInOnePlaceAreRecordedEachTime() {
    AuthorWindows one = new AuthorWindows(1);
    one.record(message("ann", 10));
    one.record(message("ann", 20));
    one.record(message("bob", 30));
    one.record(message("ann", 40));

    assertThat(one.authors()).isEqualTo(1);
    assertThat(one.mayHaveSeen(message("ann", 15))).as("the evicted window had it").isTrue();
    assertThat(one.mayHaveSeen(message("ann", 25))).isFalse();
    assertThat(one.mayHaveSeen(message("ann", 40))).isTrue();
    assertThat(one.record(message("ann", 40, 40, 7))).isEqualTo(message("ann", 40).id());
  }

  @Test
  void olderMessagesMayHaveBeenSeenAfterARestart() {
    windows.markIncompleteUntil(100);
    record("ann", 200);

    assertThat(windows.mayHaveSeen(message("ann", 100))).isTrue();
    assertThat(windows.mayHaveSeen(message("bob", 100))).isTrue();
    assertThat(windows.mayHaveSeen(message("ann", 101))).isFalse();
    assertThat(windows.mayHaveSeen(message("bob", 101))).isFalse();
  }
}
