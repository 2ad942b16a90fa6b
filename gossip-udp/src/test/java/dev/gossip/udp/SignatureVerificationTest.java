package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;
import dev.gossip.api.node.NodeEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What waits for a signature check, what it costs, and what becomes of it. */
@Timeout(30)
class SignatureChecksTest extends SignatureWorld {
  @Test
  void aSecondCopyWaitsForTheFirstAndIsADuplicateThen() {
    start();
    GossipMessage message = signed("hello").get(0);
    send(2, message);
    send(3, message);
    assertThat(one().heldWork()).isEqualTo(1);
    assertThat(one().metric("pending-checks")).isEqualTo(1);
    assertThat(calls).isEmpty();
    one().work();

    assertThat(calls).containsExactly("first hello from 2", "again hello from 3");
    assertThat(one().metric("signature-checks")).isEqualTo(1);
    assertThat(one().metric("pending-checks")).isZero();
  }

  @Test
  void aGarbledHeaderMakesTheCopyBehindItTheFirst() {
    start();
    GossipMessage message = signed("hello").get(0);
    send(2, message, "garbage");
    send(3, message);
    one().work();

    assertThat(calls).containsExactly("first hello from 3");
    assertThat(spam.notes).contains("misbehaviour MALFORMED_FRAME");
    assertThat(one().metric("dropped.malformed-frame")).isEqualTo(1);
  }

  @Test
  void aBadSignatureDoesNotStandInTheWayOfAGoodOneOnTheSameBytes() {
    start();
    GossipMessage message = signed("hello").get(0);
    send(2, message.withSignature(ByteString.copyFromUtf8("bad")));
    send(3, message);
    one().work();

    assertThat(calls).containsExactly("first hello from 3");
    assertThat(one().metric("dropped.bad-signature")).isEqualTo(1);
    assertThat(spam.notes).containsOnlyOnce("rejected");
  }

  @Test
  void aSignatureWithoutFormIsRefusedWithoutACheck() {
    start();
    GossipMessage message = signed("hello").get(0);
    ByteString tooLong = ByteString.copyFrom(new byte[TogetherSigning.MAX_SIGNATURE_BYTES + 1]);
    send(2, message.withSignature(tooLong));

    assertThat(one().heldWork()).isZero();
    assertThat(spam.notes).containsExactly("admit PAYLOAD", "rejected");
    assertThat(one().metric("signature-checks")).isZero();
    assertThat(one().metric("dropped.bad-signature")).isEqualTo(1);
  }

  @Test
  void whatWasFoundBadCostsNothingTheSecondTime() {
    start();
    GossipMessage bad = signed("hello").get(0).withSignature(ByteString.copyFromUtf8("bad"));
    send(2, bad);
    one().work();
    send(3, bad);

    assertThat(one().heldWork()).isZero();
    assertThat(one().metric("dropped.bad-signature-again")).isEqualTo(1);
    world.runFor(Duration.ofSeconds(11));
    send(3, bad);
    assertThat(one().heldWork()).isEqualTo(1);
  }

  @Test
  void messagesThatWereSignedTogetherCostOneCheck() {
    start();
    for (GossipMessage message : signed("a", "b", "c")) {
      send(2, message);
    }
    assertThat(one().heldWork()).isEqualTo(1);
    one().work();

    assertThat(calls).containsExactly("first a from 2", "first b from 2", "first c from 2");
    assertThat(spam.notes.stream().filter("admit SIGNATURE_CHECK"::equals)).hasSize(1);
    assertThat(one().metric("signature-checks")).isEqualTo(1);
  }

  @Test
  void whoSendsAForgedOneFirstGetsNoFreeChecksForTheRest() {
    start();
    List<GossipMessage> together = signed("a", "b");
    ByteString shared = together.get(0).signature().substring(0, 1);
    send(2, together.get(0).withSignature(shared.concat(ByteString.copyFromUtf8("bad"))));
    send(2, together.get(1));
    one().work();
    assertThat(calls).isEmpty();
    assertThat(one().metric("dropped.unproven-signature")).isEqualTo(1);

    together.forEach(message -> send(3, message));
    one().work();
    assertThat(calls).containsExactly("first a from 3", "first b from 3");
  }

  @Test
  void aCopyThatWaitedBehindAFollowerOfAForgedOneIsStillChecked() {
    start();
    List<GossipMessage> together = signed("a", "b");
    ByteString shared = together.get(0).signature().substring(0, 1);
    send(2, together.get(0).withSignature(shared.concat(ByteString.copyFromUtf8("bad"))));
    send(2, together.get(1));
    send(3, together.get(1));
    one().work();

    assertThat(calls).containsExactly("first b from 3");
    assertThat(one().metric("dropped.unproven-signature")).isEqualTo(1);
  }

  @Test
  void whatANeighbourMayHaveCheckedAtOnceIsBounded() {
    start(Map.of("gossip.pending-checks", "2"));
    for (String text : List.of("a", "b", "c")) {
      send(2, signed(text).get(0));
    }
    GossipMessage other = signed("d").get(0);
    send(3, other);

    assertThat(one().heldWork()).isEqualTo(3);
    assertThat(one().metric("dropped.too-many-checks")).isEqualTo(1);
    one().work();
    assertThat(calls).contains("first d from 3").hasSize(3);
  }

  @Test
  void withoutABudgetForChecksNothingIsChecked() {
    start();
    spam.admitsChecks = false;
    send(2, signed("hello").get(0));

    assertThat(one().heldWork()).isZero();
    assertThat(one().metric("dropped.refused-by-spam-control")).isEqualTo(1);
  }

  @Test
  void authorsThatAreNotTrustedAreIgnoredAndNobodyIsBlamed() {
    start();
    signing.trusts = false;
    send(2, signed("hello").get(0));

    assertThat(one().heldWork()).isZero();
    assertThat(one().metric("signature-checks")).isZero();
    assertThat(one().metric("dropped.untrusted-author")).isEqualTo(1);
    assertThat(spam.notes).doesNotContain("rejected");
    assertThat(one().node.trustsItself("main")).isFalse();
  }

  @Test
  void validatorsAreAskedAfterTheSignatureAndTheirVerdictHolds() {
    world.validators.put(
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
    one().work();

    assertThat(calls).containsExactly("first fine from 2");
    assertThat(one().metric("dropped.ignored")).isEqualTo(1);
    assertThat(one().metric("dropped.rejected")).isEqualTo(1);
    assertThat(one().metric("dropped.bad-signature")).isEqualTo(1);
  }

  @Test
  void aValidatorThatThrowsStopsTheNodeAndIsNamed() {
    world.validators.put(
        "main",
        message -> {
          throw new IllegalStateException("no idea");
        });
    start();
    send(2, signed("hello").get(0));
    one().work();

    assertThat(one().told(NodeEvent.Stopped.class))
        .singleElement()
        .asString()
        .contains("topic main", "no idea");
  }

  @ParameterizedTest
  @CsvSource({"strict, 0", "lax, 1"})
  void strictWantsSignaturesAndLaxTakesWhatHasNone(String policy, int accepted) {
    start(Map.of("gossip.signing.policy", policy));
    send(2, unsigned("unsigned"));
    one().work();

    assertThat(calls).hasSize(accepted);
    assertThat(one().metric("dropped.unsigned")).isEqualTo(1 - accepted);
    assertThat(spam.notes).doesNotContain("rejected");
  }

  @Test
  void laxStillRefusesABadSignature() {
    start(Map.of("gossip.signing.policy", "lax"));
    send(2, signed("hello").get(0).withSignature(ByteString.EMPTY));
    one().work();

    assertThat(calls).isEmpty();
    assertThat(one().metric("dropped.bad-signature")).isEqualTo(1);
  }

  @Test
  void offChecksNothingAndNamesNoAuthor() {
    start(Map.of("gossip.signing.policy", "off"));
    GossipMessage message = signed("hello").get(0).withSignature(ByteString.copyFromUtf8("bad"));
    send(2, message);

    assertThat(calls).containsExactly("first hello from 2");
    assertThat(one().told(NodeEvent.Delivered.class).get(0).message().author().isNone()).isTrue();
    assertThat(one().node.author().isNone()).isTrue();
    assertThat(one().metric("signature-checks")).isZero();
  }

  @Test
  void twoMessagesUnderOneNumberAreBothDeliveredAndNamed() {
    start();
    GossipMessage first = signed("one").get(0);
    GossipMessage second = otherFace(first, "another");
    send(2, first);
    send(3, second);
    one().work();

    assertThat(calls).containsExactly("first one from 2", "first another from 3");
    NodeEvent.Equivocation told = one().told(NodeEvent.Equivocation.class).get(0);
    assertThat(told.author()).isEqualTo(first.author());
    assertThat(told.sequence()).isEqualTo(first.sequence());
    assertThat(told.first()).isEqualTo(first.id());
    assertThat(told.second()).isNotEqualTo(first.id());
    assertThat(one().metric("equivocations")).isEqualTo(1);
  }
}
