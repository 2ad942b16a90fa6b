package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.SigningSamples.SEED;
import static dev.gossip.testkit.contract.SigningSamples.alterations;
import static dev.gossip.testkit.contract.SigningSamples.bytes;
import static dev.gossip.testkit.contract.SigningSamples.hex;
import static dev.gossip.testkit.contract.SigningSamples.messages;
import static dev.gossip.testkit.contract.SigningSamples.randomAuthor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.testkit.TestNotes;
import dev.gossip.testkit.contract.VerifyCalls.VerifyCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules that every {@link MessageSigning} must keep. An implementation whose author is {@link
 * AuthorId#NONE} signs nothing; the rules about keys are skipped for it.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class MessageSigningContract {
  private static final String NETWORK = "contract";

  /** The space that a datagram of 1200 bytes leaves for a message and its signature. */
  private static final int MAX_MESSAGE_BYTES = 1_088;

  /** Creates the signing under test. Its nodes must trust each other's keys. */
  protected abstract MessageSigning.Factory factory();

  /**
   * Whether all nodes of the factory sign with the same key. Override if the key comes from a file
   * or another outside source.
   */
  protected boolean sharesKey() {
    return false;
  }

  @Test
  @DisplayName("M1: author() always returns the same author")
  public final void authorIsConstant() {
    MessageSigning signing = node();
    AuthorId author = signing.author();

    sign(signing, messages(3));

    assertThat(signing.author())
        .as("MessageSigning.author is read once per node and must never change")
        .isEqualTo(author);
  }

  @Test
  @DisplayName("M2: signing an empty list returns an empty list")
  public final void signingNothingReturnsNothing() {
    assertThat(sign(node(), List.of()))
        .as("MessageSigning.sign of an empty list must return an empty list")
        .isEmpty();
  }

  @Test
  @DisplayName("M3: sign returns one valid signature per message, in message order")
  public final void signaturesAreInMessageOrder() {
    for (int count : new int[] {1, 2, 3, 64, 65, 200}) {
      MessageSigning signing = node();
      AuthorId author = signing.author();
      List<ByteString> messages = messages(count);

      List<ByteString> signatures = sign(signing, messages);

      assertThat(signatures)
          .as("MessageSigning.sign of %d messages must return one signature for each", count)
          .hasSize(count);
      for (int i = 0; i < count; i++) {
        assertThat(verify(signing, author, messages.get(i), signatures.get(i)))
            .as("signature %d of %d must verify for its own message, without the others", i, count)
            .isTrue();
      }
    }
  }

  @Test
  @DisplayName("M4: messages of any length can be signed, including empty and equal ones")
  public final void anyMessageCanBeSigned() {
    MessageSigning signing = node();
    AuthorId author = signing.author();
    ByteString zeros = ByteString.copyFrom(new byte[70_000]);
    List<ByteString> messages = List.of(ByteString.EMPTY, zeros, ByteString.EMPTY, zeros);

    List<ByteString> signatures = sign(signing, messages);

    assertThat(signatures)
        .as("sign must return one signature per message, also for equal messages")
        .hasSize(4);
    for (int i = 0; i < messages.size(); i++) {
      assertThat(verify(signing, author, messages.get(i), signatures.get(i)))
          .as("the signature of %d zero bytes must verify", messages.get(i).size())
          .isTrue();
    }
  }

  @Test
  @DisplayName("M5: other nodes of the network verify this node's signatures")
  public final void otherNodesVerifySignatures() {
    Signed signed = signed(node());

    assertThat(verify(node(), signed.author, signed.bytes, signed.signature))
        .as("MessageSigning.verify at another node must need only the author's public key")
        .isTrue();
  }

  @Test
  @DisplayName("M6: a signature does not verify for altered bytes")
  public final void alteredBytesDoNotVerify() {
    MessageSigning signing = signingNode();
    Signed signed = signed(signing);

    for (ByteString altered : alterations(signed.bytes)) {
      assertThat(verify(signing, signed.author, altered, signed.signature))
          .as(
              "the signature of %s must not verify for %s; sign every byte",
              hex(signed.bytes), hex(altered))
          .isFalse();
    }
  }

  @Test
  @DisplayName("M7: an altered signature does not verify")
  public final void alteredSignaturesDoNotVerify() {
    MessageSigning signing = signingNode();
    Signed signed = signed(signing);

    for (ByteString altered : alterations(signed.signature)) {
      assertThat(verify(signing, signed.author, signed.bytes, altered))
          .as(
              "%s, altered from signature %s, must not verify; compare all bytes",
              hex(altered), hex(signed.signature))
          .isFalse();
    }
  }

  @Test
  @DisplayName("M8: a signature does not verify for another author")
  public final void otherAuthorsDoNotVerify() {
    MessageSigning signing = signingNode();
    Signed signed = signed(signing);
    List<AuthorId> others =
        Stream.concat(
                alterations(signed.author.key()).stream().map(AuthorId::new),
                Stream.of(node().author()).filter(other -> !other.equals(signed.author)))
            .toList();

    for (AuthorId other : others) {
      assertThat(verify(signing, other, signed.bytes, signed.signature))
          .as(
              "a signature of %s must not verify for author %s; check the author's key",
              hex(signed.author), hex(other))
          .isFalse();
    }
  }

  @Test
  @DisplayName("M9: garbage of any length does not verify and causes no exception")
  public final void garbageDoesNotVerify() {
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

  @Test
  @DisplayName("M10: a signature for one network does not verify in another")
  public final void signaturesAreBoundToTheNetwork() {
    MessageSigning here = node("net");
    assumeSigns(here);
    ByteString bytes = ByteString.copyFromUtf8("work and play");
    ByteString signature = sign(here, List.of(bytes)).get(0);

    assertThat(verify(node("other"), here.author(), bytes, signature))
        .as("a signature for network 'net' must not verify in network 'other'; sign the name")
        .isFalse();
    assertThat(verify(node("network"), here.author(), bytes.substring(4), signature))
        .as(
            "a signature for network 'net' and bytes 'work and play' must not verify for network"
                + " 'network' and bytes ' and play'; prefix the network name with its length, or"
                + " sign its hash")
        .isFalse();
  }

  @Test
  @DisplayName("M11: each node has its own key, unless sharesKey is declared")
  public final void eachNodeHasItsOwnKey() {
    MessageSigning one = signingNode();
    MessageSigning two = node();

    if (sharesKey()) {
      assertThat(two.author())
          .as("sharesKey is declared, so both nodes must have the same author")
          .isEqualTo(one.author());
    } else {
      assertThat(two.author())
          .as("two nodes must differ in author; override sharesKey if the key comes from outside")
          .isNotEqualTo(one.author());
    }
  }

  @Test
  @DisplayName("M12: verify depends only on its arguments, not on earlier calls")
  public final void verifyDoesNotDependOnEarlierCalls() {
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

  @Test
  @DisplayName("M13: verify gives the same results on many threads at once")
  public final void verifyIsThreadSafe() throws InterruptedException {
    MessageSigning signing = node();
    List<VerifyCall> calls = VerifyCalls.forMessages(signing, messages(5));
    List<Boolean> expected = VerifyCalls.verifyAll(signing, calls);

    for (List<Boolean> results : VerifyCalls.verifyOnManyThreads(signing, calls)) {
      assertThat(results)
          .as("MessageSigning.verify runs on worker threads and must be thread-safe (4 threads)")
          .isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("M14: each signature of a batch verifies on its own at another node")
  public final void signaturesInABatchVerifyAlone() {
    batchRules().signaturesInABatchVerifyAlone();
  }

  @Test
  @DisplayName("M15: each signature of a batch verifies only for its own message")
  public final void signaturesInABatchVerifyOnlyForTheirMessage() {
    batchRules().signaturesInABatchVerifyOnlyForTheirMessage();
  }

  @Test
  @DisplayName(
      "M16: an altered signature in a batch does not verify, before or after the valid one")
  public final void alteredSignaturesInABatchDoNotVerify() {
    batchRules().alteredSignaturesInABatchDoNotVerify();
  }

  @Test
  @DisplayName("M17: isProven is false before a successful verify and for any other author")
  public final void isProvenRequiresASuccessfulVerify() {
    batchRules().isProvenRequiresASuccessfulVerify();
  }

  @Test
  @DisplayName("M18: a proven batch signature does not replace the check of bytes and author")
  public final void provenPartsDoNotReplaceVerify() {
    batchRules().provenPartsDoNotReplaceVerify();
  }

  @Test
  @DisplayName("M19: batchSignature, isProven and trusts accept garbage without an exception")
  public final void garbageCausesNoException() {
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

  @Test
  @DisplayName("M21: isWellFormed is true for every valid signature")
  public final void validSignaturesHaveForm() {
    for (int count : new int[] {1, 2, 65}) {
      MessageSigning signing = node();
      AuthorId author = signing.author();
      for (ByteString signature : sign(signing, messages(count))) {
        assertThat(
                PluginCalls.call(
                    () -> "MessageSigning.isWellFormed",
                    () -> signing.isWellFormed(author, signature)))
            .as(
                "MessageSigning.isWellFormed must be true for a valid signature (of %d signed"
                    + " together); a signature without form is dropped unchecked",
                count)
            .isTrue();
      }
    }
  }

  @Test
  @DisplayName("M20: a message that fits when signed alone also fits when signed in a batch")
  public final void signaturesInABatchFitTheLimit() {
    MessageSigning signing = signingNode();
    int alone = sign(signing, messages(1)).get(0).size();
    SplittableRandom random = new SplittableRandom(SEED);
    List<ByteString> messages = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      // Mostly long messages; the longest reach the limit exactly.
      messages.add(bytes(random, MAX_MESSAGE_BYTES - alone - (i % 4 == 0 ? i * 15 : i)));
    }

    List<ByteString> signatures = sign(signing, messages);

    for (int i = 0; i < messages.size(); i++) {
      int size = messages.get(i).size();
      assertThat(size + signatures.get(i).size())
          .as(
              "size of a message of %d bytes with its signature in a batch (%d bytes if signed"
                  + " alone);"
                  + " keep the sum within SigningContext.maxMessageBytes",
              size, alone)
          .isLessThanOrEqualTo(MAX_MESSAGE_BYTES);
    }
  }

  // ---- helpers -------------------------------------------------------------------------------

  private final SplittableRandom keys = new SplittableRandom(SEED);

  private record ContractSigningContext(String network, RandomGenerator random)
      implements SigningContext {
    @Override
    public int maxMessageBytes() {
      return MAX_MESSAGE_BYTES;
    }

    @Override
    public TimerHandle schedule(Duration delay, String label, Runnable action) {
      return () -> {};
    }

    @Override
    public void warn(String what, String remedy) {}
  }

  private record Signed(AuthorId author, ByteString bytes, ByteString signature) {}

  private MessageSigning node() {
    return node(NETWORK);
  }

  private MessageSigning node(String network) {
    return factory().create(new ContractSigningContext(network, keys.split()));
  }

  private SigningBatchRules batchRules() {
    return new SigningBatchRules(signingNode(), this::node, sharesKey());
  }

  private MessageSigning signingNode() {
    MessageSigning signing = node();
    assumeSigns(signing);
    return signing;
  }

  private static void assumeSigns(MessageSigning signing) {
    assumeFalse(signing.author().isNone(), "its author is none, so it signs nothing");
  }

  private static Signed signed(MessageSigning signing) {
    ByteString bytes = messages(1).get(0);
    return new Signed(signing.author(), bytes, sign(signing, List.of(bytes)).get(0));
  }

  private static List<ByteString> sign(MessageSigning signing, List<ByteString> messages) {
    return PluginCalls.call(
        () -> "MessageSigning.sign of " + messages.size() + " messages",
        () -> signing.sign(messages));
  }

  private static boolean verify(
      MessageSigning signing, AuthorId author, ByteString bytes, ByteString signature) {
    return VerifyCalls.verifyAll(signing, List.of(new VerifyCall(author, bytes, signature))).get(0);
  }
}
