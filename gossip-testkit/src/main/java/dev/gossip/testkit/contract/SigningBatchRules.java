package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.SigningSamples.SEED;
import static dev.gossip.testkit.contract.SigningSamples.alterations;
import static dev.gossip.testkit.contract.SigningSamples.hex;
import static dev.gossip.testkit.contract.SigningSamples.messages;
import static dev.gossip.testkit.contract.SigningSamples.randomAuthor;
import static dev.gossip.testkit.contract.VerifyCalls.batchSignature;
import static dev.gossip.testkit.contract.VerifyCalls.isProven;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The rules about messages that are signed together: M14 to M18. */
final class SigningBatchRules extends SigningRules {
  private final MessageSigning signing;

  SigningBatchRules(MessageSigningContract contract) {
    super(contract);
    this.signing = signingNode();
  }

  /** M14. */
  void signaturesInABatchVerifyAlone() {
    for (int count : new int[] {2, 3, 7, 64}) {
      SigningBatch batch = SigningBatch.of(signing, messages(count));
      for (int i = 0; i < count; i++) {
        assertThat(batch.verifies(node(), i))
            .as(
                "signature %d of %d must verify at a node that saw no other message of the batch;"
                    + " each signature must contain everything that verify needs",
                i, count)
            .isTrue();
      }
    }
  }

  /** M15. */
  void signaturesInABatchVerifyOnlyForTheirMessage() {
    SigningBatch batch = SigningBatch.of(signing, messages(5));
    MessageSigning other = node();
    for (int i = 0; i < batch.size(); i++) {
      for (int j = 0; j < batch.size(); j++) {
        assertThat(verify(other, batch.author(), batch.message(i), batch.signature(j)))
            .as("signature %d of a batch must verify only for its own message, not for %d", j, i)
            .isEqualTo(i == j);
      }
    }
  }

  /** M16. */
  void alteredSignaturesInABatchDoNotVerify() {
    for (int count : new int[] {2, 3, 64}) {
      SigningBatch batch = SigningBatch.of(signing, messages(count));
      int last = count - 1;
      MessageSigning other = node();
      ByteString signature = batch.signature(last);
      List<ByteString> altered = new ArrayList<>(alterations(signature));
      altered.addAll(batch.recombinations(last));
      // The second round runs after the batch signature has been verified.
      for (int round = 0; round < 2; round++) {
        for (ByteString wrong : altered) {
          assertThat(verify(other, batch.author(), batch.message(last), wrong))
              .as(
                  "%s, altered from signature %s of the last of %d messages, must not verify%s",
                  hex(wrong),
                  hex(signature),
                  count,
                  round == 0 ? "" : " after the valid one has been verified")
              .isFalse();
        }
        assertThat(batch.verifies(other, last)).as("the unaltered signature must verify").isTrue();
      }
    }
  }

  /** M17. */
  void isProvenRequiresASuccessfulVerify() {
    SigningBatch batch = SigningBatch.of(signing, messages(3));
    MessageSigning other = node();
    ByteString shared = batchSignature(other, batch.signature(0));

    assertThat(isProven(other, batch.author(), shared))
        .as("MessageSigning.isProven must be false before any verify")
        .isFalse();
    verify(other, batch.author(), messages(4).get(3), batch.signature(0));
    assertThat(isProven(other, batch.author(), shared))
        .as("MessageSigning.isProven must be false after a verify that failed")
        .isFalse();
    batch.verifies(other, 0);
    assertThat(isProven(other, node().author(), shared) && !contract.sharesKey())
        .as("MessageSigning.isProven must be false for an author other than the verified one")
        .isFalse();
  }

  /** M18. */
  void provenPartsDoNotReplaceVerify() {
    SigningBatch batch = SigningBatch.of(signing, messages(3));
    MessageSigning other = node();
    for (int i = 0; i < batch.size(); i++) {
      assertThat(batch.verifies(other, i)).as("signature %d of 3 must verify", i).isTrue();
      for (ByteString altered : alterations(batch.message(i))) {
        assertThat(verify(other, batch.author(), altered, batch.signature(i)))
            .as(
                "signature %d, whose batch signature is proven, must not verify for altered bytes"
                    + " %s",
                i, hex(altered))
            .isFalse();
      }
      for (AuthorId author : List.of(AuthorId.NONE, randomAuthor(new SplittableRandom(SEED), 32))) {
        assertThat(verify(other, author, batch.message(i), batch.signature(i)))
            .as("signature %d of the author must not verify for author %s", i, hex(author))
            .isFalse();
      }
    }
  }
}
