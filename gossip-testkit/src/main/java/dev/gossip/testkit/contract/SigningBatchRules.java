package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.SigningQuestions.isProven;
import static dev.gossip.testkit.contract.SigningQuestions.sharedPart;
import static dev.gossip.testkit.contract.SigningSamples.SEED;
import static dev.gossip.testkit.contract.SigningSamples.alterations;
import static dev.gossip.testkit.contract.SigningSamples.hex;
import static dev.gossip.testkit.contract.SigningSamples.messages;
import static dev.gossip.testkit.contract.SigningSamples.randomAuthor;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.testkit.contract.SigningQuestions.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The rules about messages that are signed together, M14 to M18. */
final class SigningBatchRules {
  private final MessageSigning signing;
  private final Supplier<MessageSigning> nodes;
  private final boolean sharesKey;

  SigningBatchRules(MessageSigning signing, Supplier<MessageSigning> nodes, boolean sharesKey) {
    this.signing = signing;
    this.nodes = nodes;
    this.sharesKey = sharesKey;
  }

  void batchesNeedNoCompany() {
    for (int count : new int[] {2, 3, 7, 64}) {
      SigningBatch batch = SigningBatch.of(signing, messages(count));
      for (int i = 0; i < count; i++) {
        assertThat(batch.isGood(nodes.get(), i))
            .as(
                "whether signature %d of %d is good at another node that saw none of the others:"
                    + " each has to say all that its check needs",
                i, count)
            .isTrue();
      }
    }
  }

  void batchesAreNotMixedUp() {
    SigningBatch batch = SigningBatch.of(signing, messages(5));
    MessageSigning other = nodes.get();
    for (int i = 0; i < batch.size(); i++) {
      for (int j = 0; j < batch.size(); j++) {
        assertThat(verify(other, batch.author(), batch.message(i), batch.signature(j)))
            .as("whether signature %d of one batch is good for message %d", j, i)
            .isEqualTo(i == j);
      }
    }
  }

  void alteredSignaturesOfBatchesAreFound() {
    for (int count : new int[] {2, 3, 64}) {
      SigningBatch batch = SigningBatch.of(signing, messages(count));
      int last = count - 1;
      MessageSigning other = nodes.get();
      ByteString signature = batch.signature(last);
      List<ByteString> altered = new ArrayList<>(alterations(signature));
      altered.addAll(batch.mixtures(last));
      // Once more when the part that they share may be known to be good.
      for (int round = 0; round < 2; round++) {
        for (ByteString wrong : altered) {
          assertThat(verify(other, batch.author(), batch.message(last), wrong))
              .as(
                  "whether %s is as good a signature as %s of the last of %d%s",
                  hex(wrong), hex(signature), count, round == 0 ? "" : ", which was seen")
              .isFalse();
        }
        assertThat(batch.isGood(other, last)).as("whether the right one is good").isTrue();
      }
    }
  }

  void nothingIsProvenUnseen() {
    SigningBatch batch = SigningBatch.of(signing, messages(3));
    MessageSigning other = nodes.get();
    ByteString shared = sharedPart(other, batch.signature(0));

    assertThat(isProven(other, batch.author(), shared))
        .as("MessageSigning.isProven of what was never checked")
        .isFalse();
    verify(other, batch.author(), messages(4).get(3), batch.signature(0));
    assertThat(isProven(other, batch.author(), shared))
        .as("MessageSigning.isProven after a check that failed")
        .isFalse();
    batch.isGood(other, 0);
    assertThat(isProven(other, nodes.get().author(), shared) && !sharesKey)
        .as("MessageSigning.isProven for another author than the one that was checked")
        .isFalse();
  }

  void provenPartsProveNoMore() {
    SigningBatch batch = SigningBatch.of(signing, messages(3));
    MessageSigning other = nodes.get();
    for (int i = 0; i < batch.size(); i++) {
      assertThat(batch.isGood(other, i)).as("whether signature %d of 3 is good", i).isTrue();
      for (ByteString altered : alterations(batch.message(i))) {
        assertThat(verify(other, batch.author(), altered, batch.signature(i)))
            .as(
                "whether signature %d, the shared part of which is proven, is good for %s",
                i, hex(altered))
            .isFalse();
      }
      for (AuthorId author : List.of(AuthorId.NONE, randomAuthor(new SplittableRandom(SEED), 32))) {
        assertThat(verify(other, author, batch.message(i), batch.signature(i)))
            .as("whether signature %d of an author is good for %s", i, hex(author))
            .isFalse();
      }
    }
  }

  private static boolean verify(
      MessageSigning node, AuthorId author, ByteString bytes, ByteString signature) {
    return SigningQuestions.ask(node, List.of(new Question(author, bytes, signature))).get(0);
  }
}
