package dev.gossip.core.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A relay learns of which messages another copy is of no use. */
@Timeout(30)
class RefusalTest extends VerificationFixture {
  private static final ByteString BAD = ByteString.copyFromUtf8("bad");

  private void assertRefused(GossipMessage message, String reason) {
    assertThat(isRefused(message)).as("before").isFalse();
    send(2, message);
    node().runDeferred();
    assertThat(node().metric("dropped." + reason)).isEqualTo(1);
    assertThat(isRefused(message)).as("after").isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"IGNORE", "REJECT"})
  void messageThatAValidatorDoesNotWantIsRefused(Verdict verdict) {
    network.validators.put("main", message -> verdict);
    start();
    assertRefused(signed("hello").get(0), verdict == Verdict.IGNORE ? "ignored" : "rejected");
  }

  @ParameterizedTest
  @EnumSource(names = {"IGNORE", "REJECT"})
  void messageThatSpamControlDoesNotWantIsRefused(Verdict verdict) {
    start();
    spam.verdict = verdict;
    assertRefused(signed("hello").get(0), verdict == Verdict.IGNORE ? "ignored" : "rejected");
  }

  @Test
  void messageThatIsAcceptedLaterIsNoLongerRefused() {
    start();
    GossipMessage message = signed("hello").get(0);
    spam.verdict = Verdict.IGNORE;
    assertRefused(message, "ignored");
    spam.verdict = Verdict.ACCEPT;
    send(3, message);
    node().runDeferred();

    assertThat(calls).containsExactly("first hello from 3");
    assertThat(isRefused(message)).isFalse();
  }

  @Test
  void expiredMessageIsRefused() {
    start();
    GossipMessage message = signed("hello").get(0);
    node().clockSkewMillis = 321_000;
    assertRefused(message, "expired");
    network.runFor(Duration.ofMinutes(1));
    assertThat(isRefused(message)).isTrue();
  }

  @Test
  void messageFromTheFutureIsRefusedUntilItIsTimely() {
    start();
    GossipMessage message = signed("hello").get(0);
    node().clockSkewMillis = -25_000;
    assertRefused(message, "from-the-future");
    network.runFor(Duration.ofSeconds(4));
    assertThat(isRefused(message)).isTrue();
    network.runFor(Duration.ofSeconds(1));
    assertThat(isRefused(message)).isFalse();
    send(3, message);
    node().runDeferred();
    assertThat(calls).containsExactly("first hello from 3");
  }

  @Test
  void messageByAnUntrustedAuthorIsRefused() {
    start();
    signing.trusts = false;
    assertRefused(signed("hello").get(0), "untrusted-author");
  }

  @Test
  void unsignedMessageIsRefused() {
    start(Map.of("gossip.signing.policy", "strict"));
    assertRefused(unsigned("hello"), "unsigned");
  }

  @Test
  void tooLargeMessageIsRefused() {
    start(Map.of("gossip.max-payload-bytes", "1024"));
    assertRefused(unsigned("x".repeat(1_025)), "payload-too-large");
  }

  @Test
  void messageWithoutRoomForItsCheckIsNotRefused() {
    start(Map.of("gossip.pending-checks", "2"));
    List<GossipMessage> messages =
        List.of(signed("a").get(0), signed("b").get(0), signed("c").get(0));
    messages.forEach(message -> send(2, message));

    assertThat(node().metric("dropped.too-many-checks")).isEqualTo(1);
    assertThat(messages).noneMatch(this::isRefused);
    node().runDeferred();
    assertThat(messages).noneMatch(this::isRefused);
  }

  @Test
  void messageOfWhichTheCheckWasNotAdmittedIsNotRefused() {
    start();
    spam.admitsChecks = false;
    GossipMessage message = signed("hello").get(0);
    send(2, message);

    assertThat(node().metric("dropped.refused-by-spam-control")).isEqualTo(1);
    assertThat(isRefused(message)).isFalse();
  }

  @Test
  void forgedOrGarbledCopyDoesNotRefuseTheHonestOne() {
    start();
    GossipMessage message = signed("hello").get(0);
    send(2, message.withSignature(BAD));
    node().runDeferred();
    send(2, message.withSignature(BAD));
    send(2, message, "garbage");
    node().runDeferred();

    assertThat(node().metric("dropped.bad-signature")).isEqualTo(1);
    assertThat(node().metric("dropped.bad-signature-again")).isEqualTo(1);
    assertThat(node().metric("dropped.malformed-frame")).isEqualTo(1);
    assertThat(isRefused(message)).isFalse();
  }
}
