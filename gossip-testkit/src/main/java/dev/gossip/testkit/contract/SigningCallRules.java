package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.SigningSamples.SEED;
import static dev.gossip.testkit.contract.SigningSamples.bytes;
import static dev.gossip.testkit.contract.SigningSamples.hex;
import static dev.gossip.testkit.contract.SigningSamples.messages;
import static dev.gossip.testkit.contract.SigningSamples.randomAuthor;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.testkit.contract.VerifyCalls.VerifyCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** Rules about calls with any arguments, in any order, on any thread: M9, M12, M13 and M19. */
final class SigningCallRules extends SigningRules {
  SigningCallRules(MessageSigningContract contract) {
    super(contract);
  }

  /** M9. */
  void garbageDoesNotVerify() {
    MessageSigning signing = node();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int length : new int[] {1, 2, 31, 32, 33, 63, 64, 65, 100, 1_000, 1 << 20}) {
      for (AuthorId author : List.of(signing.author(), randomAuthor(random, length))) {
        assertThat(verify(signing, author, bytes(random, 50), bytes(random, length)))
            .as("%d random bytes must not verify as a signature of author %s", length, hex(author))
            .isFalse();
      }
      assertThat(verify(signing, randomAuthor(random, length), bytes(random, 50), ByteString.EMPTY))
          .as("an empty signature must not verify for an author key of %d random bytes", length)
          .isFalse();
    }
  }

  /** M12. */
  void verifyDoesNotDependOnEarlierCalls() {
    MessageSigning signing = node();
    List<VerifyCall> calls = VerifyCalls.forMessages(signing, messages(5));
    List<Boolean> first = VerifyCalls.verifyAll(signing, calls);

    List<VerifyCall> reversed = new ArrayList<>(calls);
    Collections.reverse(reversed);
    List<Boolean> again = VerifyCalls.verifyAll(signing, reversed);
    Collections.reverse(again);

    assertThat(again)
        .as("MessageSigning.verify must depend only on its arguments; results in reverse order")
        .isEqualTo(first);
  }

  /** M13. */
  void verifyIsThreadSafe() throws InterruptedException {
    MessageSigning signing = node();
    List<VerifyCall> calls = VerifyCalls.forMessages(signing, messages(5));
    List<Boolean> expected = VerifyCalls.verifyAll(signing, calls);

    for (List<Boolean> results : VerifyCalls.verifyOnManyThreads(signing, calls)) {
      assertThat(results)
          .as("MessageSigning.verify runs on worker threads and must be thread-safe (4 threads)")
          .isEqualTo(expected);
    }
  }

  /** M19. */
  void garbageCausesNoException() {
    MessageSigning signing = node();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int length : new int[] {0, 1, 31, 63, 64, 65, 96, 97, 98, 256, 257, 289, 2_000}) {
      ByteString garbage = bytes(random, length);
      for (AuthorId author : List.of(signing.author(), new AuthorId(garbage), AuthorId.NONE)) {
        assertThat(
                VerifyCalls.isProven(signing, author, VerifyCalls.batchSignature(signing, garbage)))
            .as("%d random bytes must not be proven for author %s", length, hex(author))
            .isFalse();
        for (String topic : new String[] {"main", "", "*", "#", "a b", "\u0000", "x".repeat(500)}) {
          PluginCalls.call(
              () -> "MessageSigning.trusts of a key of " + author.key().size() + " bytes",
              () -> signing.trusts(author, topic));
        }
      }
    }
  }
}
