package dev.gossip.core.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageComposerTest {
  private static final AuthorId AUTHOR = new AuthorId(ByteString.copyFromUtf8("a public key"));
  private static final ByteString PAYLOAD = ByteString.copyFromUtf8("hello");
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void messageHasAuthorTopicTimeAndLifetime() {
    GossipMessage message = composer(AUTHOR).compose("news", PAYLOAD, NOW);

    assertThat(message.author()).isEqualTo(AUTHOR);
    assertThat(message.topic()).isEqualTo("news");
    assertThat(message.createdMillis()).isEqualTo(NOW);
    assertThat(message.lifetimeMillis()).isEqualTo(300_000);
    assertThat(message.payload()).isEqualTo(PAYLOAD);
    assertThat(message.id()).isEqualTo(new MessageCodec("test").id(message.signedBytes()));
  }

  @Test
  void topicHasOneTo64Bytes() {
    MessageComposer composer = composer(AuthorId.NONE);

    assertThat(composer.compose("t", PAYLOAD, NOW).topic()).isEqualTo("t");
    assertThat(composer.compose("ä".repeat(32), PAYLOAD, NOW).topic()).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "äääääääääääääääääääääääääääääääää"
      })
  void emptyOrTooLongTopicIsRejected(String topic) {
    MessageComposer composer = composer(AuthorId.NONE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> composer.compose(topic, PAYLOAD, NOW))
        .withMessage("a topic has 1 to 64 bytes of UTF-8: '" + topic + "'");
  }

  @Test
  void signedSequenceStartsAtWallClockMicroseconds() {
    assertThat(composer(AUTHOR).compose("news", PAYLOAD, NOW).sequence()).isEqualTo(NOW * 1_000);
  }

  @Test
  void signedSequenceIncreasesEvenIfTheClockDoesNot() {
    MessageComposer composer = composer(AUTHOR);
    long last = composer.compose("news", PAYLOAD, NOW).sequence();
    for (long now : new long[] {NOW, NOW, NOW - 60_000, NOW + 1, NOW}) {
      long sequence = composer.compose("news", PAYLOAD, now).sequence();
      assertThat(sequence).isGreaterThan(last);
      last = sequence;
    }
    assertThat(last).isEqualTo((NOW + 1) * 1_000 + 1);
  }

  @Test
  void unsignedMessagesWithEqualContentHaveDifferentIds() {
    MessageComposer composer = composer(AuthorId.NONE);
    Set<MessageId> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(composer.compose("news", PAYLOAD, NOW).id());
    }

    assertThat(ids).hasSize(1_000);
  }

  @Test
  void unsignedSequenceDoesNotDependOnTheTime() {
    MessageComposer one = composer(AuthorId.NONE);
    MessageComposer same = composer(AuthorId.NONE);

    assertThat(one.compose("news", PAYLOAD, NOW).sequence())
        .isEqualTo(same.compose("news", PAYLOAD, NOW + 5_000).sequence());
  }

  private static MessageComposer composer(AuthorId author) {
    return new MessageComposer(author, "test", 300_000, stream -> new SplittableRandom(1));
  }
}
