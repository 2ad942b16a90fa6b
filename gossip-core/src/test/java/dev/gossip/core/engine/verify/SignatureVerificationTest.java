package dev.gossip.core.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.spam.Rejection;
import dev.gossip.core.engine.network.BatchSigning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signature verification: waiting copies, cost and outcome. */
@Timeout(30)
class SignatureVerificationTest extends VerificationFixture {
  @Test
  void secondCopyWaitsForTheFirstAndBecomesADuplicate() {
    start();
    GossipMessage message = signed("hello").get(0);
    send(2, message);
    send(3, message);
    assertThat(node().deferredTasks()).isEqualTo(1);
    assertThat(node().metric("pending-checks")).isEqualTo(1);
    assertThat(calls).isEmpty();
    node().runDeferred();

    assertThat(calls).containsExactly("first hello from 2", "duplicate hello from 3");
    assertThat(node().metric("signature-checks")).isEqualTo(1);
    assertThat(node().metric("pending-checks")).isZero();
  }

  @Test
  void malformedHeaderMakesTheWaitingCopyTheFirst() {
    start();
    GossipMessage message = signed("hello").get(0);
    send(2, message, "garbage");
    send(3, message);
    node().runDeferred();

    assertThat(calls).containsExactly("first hello from 3");
    assertThat(spam.notes).contains("misbehaviour MALFORMED_FRAME");
    assertThat(node().metric("dropped.malformed-frame")).isEqualTo(1);
  }

  @Test
  void badSignatureDoesNotBlockAGoodOneOnTheSameBytes() {
    start();
    GossipMessage message = signed("hello").get(0);
    send(2, message.withSignature(ByteString.copyFromUtf8("bad")));
    send(3, message);
    node().runDeferred();

    assertThat(calls).containsExactly("first hello from 3");
    assertThat(node().metric("dropped.bad-signature")).isEqualTo(1);
    assertThat(spam.notes).containsOnlyOnce("rejected");
  }

  @Test
  void malformedSignatureIsRejectedWithoutVerification() {
    start();
    GossipMessage message = signed("hello").get(0);
    ByteString tooLong = ByteString.copyFrom(new byte[BatchSigning.MAX_SIGNATURE_BYTES + 1]);
    send(2, message.withSignature(tooLong));

    assertThat(node().deferredTasks()).isZero();
    assertThat(spam.notes).containsExactly("admit PAYLOAD", "rejected");
    assertThat(node().metric("signature-checks")).isZero();
    assertThat(node().metric("dropped.bad-signature")).isEqualTo(1);
  }

  @Test
  void carrierWithTheSameSigningIsToBlameForABadSignature() {
    start();
    startSender(4, Map.of());
    network.runFor(A_WHILE);
    GossipMessage bad = signed("hello").get(0).withSignature(ByteString.copyFromUtf8("bad"));
    send(4, bad);
    node().runDeferred();
    send(4, bad);
    node().runDeferred();

    assertThat(spam.rejections)
        .hasSize(2)
        .allSatisfy(
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(Rejection.Reason.BAD_SIGNATURE);
              assertThat(rejection.fault()).isEqualTo(Rejection.Fault.CARRIER);
            });
  }

  @Test
  void carrierWithAnotherSigningIsNotToBlameForABadSignature() {
    start();
    GossipMessage bad = signed("hello").get(0).withSignature(ByteString.copyFromUtf8("bad"));
    send(2, bad);
    node().runDeferred();
    send(3, bad);
    node().runDeferred();
    send(2, bad.withoutAuthor());

    assertThat(spam.rejections)
        .hasSize(3)
        .allSatisfy(
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(Rejection.Reason.UNCHECKED_SIGNATURE);
              assertThat(rejection.fault()).isEqualTo(Rejection.Fault.UNKNOWN);
            });
  }

  @Test
  void knownBadSignatureIsDroppedWithoutVerification() {
    start();
    GossipMessage bad = signed("hello").get(0).withSignature(ByteString.copyFromUtf8("bad"));
    send(2, bad);
    node().runDeferred();
    send(3, bad);

    assertThat(node().deferredTasks()).isZero();
    assertThat(node().metric("dropped.bad-signature-again")).isEqualTo(1);
    network.runFor(Duration.ofSeconds(11));
    send(3, bad);
    assertThat(node().deferredTasks()).isEqualTo(1);
  }

  @Test
  void messagesSignedInOneBatchNeedOneVerification() {
    start();
    for (GossipMessage message : signed("a", "b", "c")) {
      send(2, message);
    }
    assertThat(node().deferredTasks()).isEqualTo(1);
    node().runDeferred();

    assertThat(calls).containsExactly("first a from 2", "first b from 2", "first c from 2");
    assertThat(spam.notes.stream().filter("admit SIGNATURE_CHECK"::equals)).hasSize(1);
    assertThat(node().metric("signature-checks")).isEqualTo(1);
  }

  @Test
  void batchThatStartsWithAForgeryGetsNoFurtherVerifications() {
    start();
    List<GossipMessage> together = signed("a", "b");
    ByteString shared = together.get(0).signature().substring(0, 1);
    send(2, together.get(0).withSignature(shared.concat(ByteString.copyFromUtf8("bad"))));
    send(2, together.get(1));
    node().runDeferred();
    assertThat(calls).isEmpty();
    assertThat(node().metric("dropped.unproven-signature")).isEqualTo(1);

    together.forEach(message -> send(3, message));
    node().runDeferred();
    assertThat(calls).containsExactly("first a from 3", "first b from 3");
  }

  @Test
  void copyFromAnotherPeerIsVerifiedWhenTheForgedBatchIsDropped() {
    start();
    List<GossipMessage> together = signed("a", "b");
    ByteString shared = together.get(0).signature().substring(0, 1);
    send(2, together.get(0).withSignature(shared.concat(ByteString.copyFromUtf8("bad"))));
    send(2, together.get(1));
    send(3, together.get(1));
    node().runDeferred();

    assertThat(calls).containsExactly("first b from 3");
    assertThat(node().metric("dropped.unproven-signature")).isEqualTo(1);
  }

  @Test
  void pendingVerificationsPerPeerAreBounded() {
    start(Map.of("gossip.pending-checks", "2"));
    for (String text : List.of("a", "b", "c")) {
      send(2, signed(text).get(0));
    }
    GossipMessage other = signed("d").get(0);
    send(3, other);

    assertThat(node().deferredTasks()).isEqualTo(3);
    assertThat(node().metric("dropped.too-many-checks")).isEqualTo(1);
    node().runDeferred();
    assertThat(calls).contains("first d from 3").hasSize(3);
  }

  @Test
  void verificationIsSkippedWhenSpamControlRefusesItsCost() {
    start();
    spam.admitsChecks = false;
    send(2, signed("hello").get(0));

    assertThat(node().deferredTasks()).isZero();
    assertThat(node().metric("dropped.refused-by-spam-control")).isEqualTo(1);
  }

  @Test
  void untrustedAuthorsAreIgnoredWithoutBlamingThePeer() {
    start();
    signing.trusts = false;
    send(2, signed("hello").get(0));

    assertThat(node().deferredTasks()).isZero();
    assertThat(node().metric("signature-checks")).isZero();
    assertThat(node().metric("dropped.untrusted-author")).isEqualTo(1);
    assertThat(spam.notes).doesNotContain("rejected");
    assertThat(node().node.trustsItself("main")).isFalse();
  }

  @Test
  void validatorsRunAfterTheSignatureCheckAndTheirVerdictIsFinal() {
    network.validators.put(
        "main",
        message ->
            switch (message.payload().toStringUtf8()) {
              case "ignored" -> Verdict.IGNORE;
              case "rejected" -> Verdict.REJECT;
              default -> Verdict.ACCEPT;
            });
    start();
    for (String text : List.of("ignored", "rejected", "fine")) {
      send(2, signed(text).get(0));
    }
    send(2, signed("fine, too").get(0).withSignature(ByteString.copyFromUtf8("bad")));
    node().runDeferred();

    assertThat(calls).containsExactly("first fine from 2");
    assertThat(node().metric("dropped.ignored")).isEqualTo(1);
    assertThat(node().metric("dropped.rejected")).isEqualTo(1);
    assertThat(node().metric("dropped.bad-signature")).isEqualTo(1);
  }

  @Test
  void throwingValidatorStopsTheNodeAndIsNamedInTheReason() {
    network.validators.put(
        "main",
        message -> {
          throw new IllegalStateException("no idea");
        });
    start();
    send(2, signed("hello").get(0));
    node().runDeferred();

    assertThat(node().eventsOf(NodeEvent.Stopped.class))
        .singleElement()
        .asString()
        .contains("topic main", "no idea");
  }

  @ParameterizedTest
  @CsvSource({"strict, 0", "lax, 1"})
  void strictPolicyRequiresSignaturesAndLaxAcceptsUnsignedMessages(String policy, int accepted) {
    start(Map.of("gossip.signing.policy", policy));
    send(2, unsigned("unsigned"));
    node().runDeferred();

    assertThat(calls).hasSize(accepted);
    assertThat(node().metric("dropped.unsigned")).isEqualTo(1 - accepted);
    assertThat(spam.notes).doesNotContain("rejected");
  }

  @Test
  void laxPolicyRejectsABadSignature() {
    start(Map.of("gossip.signing.policy", "lax"));
    send(2, signed("hello").get(0).withSignature(ByteString.EMPTY));
    node().runDeferred();

    assertThat(calls).isEmpty();
    assertThat(node().metric("dropped.bad-signature")).isEqualTo(1);
  }

  @Test
  void offPolicyVerifiesNothingAndReportsNoAuthor() {
    start(Map.of("gossip.signing.policy", "off"));
    GossipMessage message = signed("hello").get(0).withSignature(ByteString.copyFromUtf8("bad"));
    send(2, message);

    assertThat(calls).containsExactly("first hello from 2");
    assertThat(node().eventsOf(NodeEvent.Delivered.class).get(0).message().author().isNone())
        .isTrue();
    assertThat(node().node.author().isNone()).isTrue();
    assertThat(node().metric("signature-checks")).isZero();
  }

  @Test
  void equivocatingMessagesAreBothDeliveredAndReported() {
    start();
    GossipMessage first = signed("one").get(0);
    GossipMessage second = conflictingMessage(first, "another");
    send(2, first);
    send(3, second);
    node().runDeferred();

    assertThat(calls).containsExactly("first one from 2", "first another from 3");
    NodeEvent.Equivocation equivocation = node().eventsOf(NodeEvent.Equivocation.class).get(0);
    assertThat(equivocation.author()).isEqualTo(first.author());
    assertThat(equivocation.sequence()).isEqualTo(first.sequence());
    assertThat(equivocation.first()).isEqualTo(first.id());
    assertThat(equivocation.second()).isNotEqualTo(first.id());
    assertThat(node().metric("equivocations")).isEqualTo(1);
  }
}
