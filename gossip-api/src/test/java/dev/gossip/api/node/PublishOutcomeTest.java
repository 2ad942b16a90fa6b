package dev.gossip.api.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gossip.api.MessageId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishOutcomeTest {
  private static final MessageId ID = new MessageId(new byte[32]);

  @Test
  void acceptedMessageHasAnIdAndNoReason() {
    PublishOutcome outcome = new PublishOutcome.Accepted(ID, 3);

    assertThat(outcome.isAccepted()).isTrue();
    assertThat(outcome.id()).contains(ID);
    assertThat(outcome.orElseThrow()).isEqualTo(ID);
    assertThat(outcome.reason()).isEmpty();
    assertThat(outcome.remedy()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusedMessageHasAReasonAndARemedy(PublishOutcome outcome) {
    assertThat(outcome.isAccepted()).isFalse();
    assertThat(outcome.id()).isEmpty();
    assertThat(outcome.reason()).isNotBlank().isEqualTo(outcome.toString());
    assertThat(outcome.remedy()).isNotBlank();

    NotPublishedException thrown =
        catchThrowableOfType(NotPublishedException.class, outcome::orElseThrow);
    assertThat(thrown)
        .hasMessage("the message was not published: " + outcome.reason() + "; " + outcome.remedy());
    assertThat(thrown.outcome()).isSameAs(outcome);
  }

  static List<PublishOutcome> refusals() {
    return List.of(
        new PublishOutcome.TooLarge(901, 900),
        new PublishOutcome.NoPeers(),
        new PublishOutcome.QueueFull(1),
        new PublishOutcome.QueueFull(1_000, true),
        new PublishOutcome.Refused("not trusted", "trust it"),
        new PublishOutcome.Closed());
  }
}
