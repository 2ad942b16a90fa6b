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
import dev.gossip.testkit.contract.VerifyCalls.VerifyCall;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The rules about messages that are signed together: M14 to M18. */
final class SigningBatchRules {
  private final MessageSigning signing;
  private final Supplier<MessageSigning> nodes;
  private final boolean sharesKey;

  SigningBatchRules(MessageSigning signing, Supplier<MessageSigning> nodes, boolean sharesKey) {
    this.signing = signing;
    this.nodes = nodes;
    this.sharesKey = sharesKey;
  }

  void signaturesInABatchVerifyAlone() {
    for (int count : new int[] {2, 3, 7, 64}) {
      SigningBatch batch = SigningBatch.of(signing, messages(count));
      for (int i = 0; i < count; i++) {
        assertThat(batch.verifies(nodes.get(), i))
            .as(
                "signature %d of %d must verify at a node that saw no other message of the batch;"
                    + " each signature must contain everything that verify needs",
                i, count)
            .isTrue();
      }
    }
  }

  void signaturesInABatchVerifyOnlyForTheirMessage() {
    SigningBatch batch = SigningBatch.of(signing, messages(5));
    MessageSigning other = nodes.get();
    for (int i = 0; i < batch.size(); i++) {
      for (int j = 0; j < batch.size(); j++) {
        assertThat(verify(other, batch.author(), batch.message(i), batch.signature(j)))
            .as("signature %d of a batch must verify only for its own message, not for %d", j, i)
            .isEqualTo(i == j);
      }
    }
  }

  void alteredSignaturesInABatchDoNotVerify() {
    for (int count : new int[] {2, 3, 64}) {
      SigningBatch batch = SigningBatch.of(signing, messages(count));
      int last = count - 1;
      MessageSigning other = nodes.get();
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

  void isProvenRequiresASuccessfulVerify() {
    SigningBatch batch = SigningBatch.of(signing, messages(3));
    MessageSigning other = nodes.get();
    ByteString shared = batchSignature(other, batch.signature(0));

    assertThat(isProven(other, batch.author(), shared))
        .as("MessageSigning.isProven must be false before any verify")
        .isFalse();
    verify(other, batch.author(), messages(4).get(3), batch.signature(0));
    assertThat(isProven(other, batch.author(), shared))
        .as("MessageSigning.isProven must be false after a verify that failed")
        .isFalse();
    batch.verifies(other, 0);
    assertThat(isProven(other, nodes.get().author(), shared) && !sharesKey)
        .as("MessageSigning.isProven must be false for an author other than the verified one")
        .isFalse();
  }

  void provenPartsDoNotReplaceVerify() {
    SigningBatch batch = SigningBatch.of(signing, messages(3));
    MessageSigning other = nodes.get();
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

  private static boolean verify(
      MessageSigning node, AuthorId author, ByteString bytes, ByteString signature) {
    return VerifyCalls.verifyAll(node, List.of(new VerifyCall(author, bytes, signature))).get(0);
  }
}
