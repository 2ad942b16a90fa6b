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
import dev.gossip.testkit.contract.SigningQuestions.Question;
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
 * What every {@link MessageSigning} has to do. Signing that signs nothing, as its author is {@link
 * AuthorId#NONE}, has to keep only the rules that make sense without keys.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class MessageSigningContract {
  private static final String NETWORK = "contract";

  /** What fits a datagram of 1200 bytes beside everything else. */
  private static final int MAX_MESSAGE_BYTES = 1_088;

  /** Makes the signing under test. It has to trust the keys of the nodes that it is made for. */
  protected abstract MessageSigning.Factory factory();

  /** Whether all nodes made by the factory sign with one key; override if it comes from a file. */
  protected boolean sharesKey() {
    return false;
  }

  @Test
  @DisplayName("M1: the author is the same whenever it is asked for")
  public final void authorIsConstant() {
    MessageSigning signing = node();
    AuthorId author = signing.author();

    sign(signing, messages(3));

    assertThat(signing.author())
        .as("MessageSigning.author is asked once per node and put into every message")
        .isEqualTo(author);
  }

  @Test
  @DisplayName("M2: signing no messages gives no signatures")
  public final void nothingToSign() {
    assertThat(sign(node(), List.of())).as("MessageSigning.sign of an empty list").isEmpty();
  }

  @Test
  @DisplayName("M3: as many signatures as messages, in the order of the messages, each good alone")
  public final void signaturesInOrder() {
    for (int count : new int[] {1, 2, 3, 64, 65, 200}) {
      MessageSigning signing = node();
      AuthorId author = signing.author();
      List<ByteString> messages = messages(count);

      List<ByteString> signatures = sign(signing, messages);

      assertThat(signatures)
          .as("MessageSigning.sign of %d messages: a signature for each", count)
          .hasSize(count);
      for (int i = 0; i < count; i++) {
        assertThat(verify(signing, author, messages.get(i), signatures.get(i)))
            .as("whether signature %d of %d is good for its message, without the others", i, count)
            .isTrue();
      }
    }
  }

  @Test
  @DisplayName("M4: messages of any length, and equal ones, can be signed")
  public final void anyMessageCanBeSigned() {
    MessageSigning signing = node();
    AuthorId author = signing.author();
    ByteString zeros = ByteString.copyFrom(new byte[70_000]);
    List<ByteString> messages = List.of(ByteString.EMPTY, zeros, ByteString.EMPTY, zeros);

    List<ByteString> signatures = sign(signing, messages);

    assertThat(signatures).as("a signature for each, though two are equal").hasSize(4);
    for (int i = 0; i < messages.size(); i++) {
      assertThat(verify(signing, author, messages.get(i), signatures.get(i)))
          .as("whether the signature of %d zero bytes is good", messages.get(i).size())
          .isTrue();
    }
  }

  @Test
  @DisplayName("M5: what one node signs, another node of the network finds good")
  public final void otherNodesAgree() {
    Signed signed = signed(node());

    assertThat(verify(node(), signed.author, signed.bytes, signed.signature))
        .as("MessageSigning.verify at another node must need no more than the author's public key")
        .isTrue();
  }

  @Test
  @DisplayName("M6: a signature is not good for other bytes")
  public final void alteredBytesAreFound() {
    MessageSigning signing = signingNode();
    Signed signed = signed(signing);

    for (ByteString altered : alterations(signed.bytes)) {
      assertThat(verify(signing, signed.author, altered, signed.signature))
          .as("whether the signature of %s is good for %s", hex(signed.bytes), hex(altered))
          .isFalse();
    }
  }

  @Test
  @DisplayName("M7: an altered signature is not good")
  public final void alteredSignaturesAreFound() {
    MessageSigning signing = signingNode();
    Signed signed = signed(signing);

    for (ByteString altered : alterations(signed.signature)) {
      assertThat(verify(signing, signed.author, signed.bytes, altered))
          .as("whether %s is as good a signature as %s", hex(altered), hex(signed.signature))
          .isFalse();
    }
  }

  @Test
  @DisplayName("M8: a signature is not good for another author")
  public final void otherAuthorsAreFound() {
    MessageSigning signing = signingNode();
    Signed signed = signed(signing);
    List<AuthorId> others =
        Stream.concat(
                alterations(signed.author.key()).stream().map(AuthorId::new),
                Stream.of(node().author()).filter(other -> !other.equals(signed.author)))
            .toList();

    for (AuthorId other : others) {
      assertThat(verify(signing, other, signed.bytes, signed.signature))
          .as("whether what %s signed is good for %s", hex(signed.author), hex(other))
          .isFalse();
    }
  }

  @Test
  @DisplayName("M9: garbage of any length is no good signature, and nothing is thrown")
  public final void garbageIsRefused() {
    MessageSigning signing = node();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int length : new int[] {1, 2, 31, 32, 33, 63, 64, 65, 100, 1_000, 1 << 20}) {
      for (AuthorId author : List.of(signing.author(), randomAuthor(random, length))) {
        assertThat(verify(signing, author, bytes(random, 50), bytes(random, length)))
            .as("whether %d random bytes are a good signature of author %s", length, hex(author))
            .isFalse();
      }
      assertThat(verify(signing, randomAuthor(random, length), bytes(random, 50), ByteString.EMPTY))
          .as("whether an author of %d random bytes needs no signature", length)
          .isFalse();
    }
  }

  @Test
  @DisplayName("M10: a signature made for one network is not good in another")
  public final void networksAreKeptApart() {
    MessageSigning here = node("net");
    assumeSigns(here);
    ByteString bytes = ByteString.copyFromUtf8("work and play");
    ByteString signature = sign(here, List.of(bytes)).get(0);

    assertThat(verify(node("other"), here.author(), bytes, signature))
        .as("whether a signature of network 'net' is good in network 'other'")
        .isFalse();
    assertThat(verify(node("network"), here.author(), bytes.substring(4), signature))
        .as(
            "whether a signature of network 'net' and bytes 'work and play' is good for network"
                + " 'network' and bytes ' and play': put the name's length, or its hash, in front")
        .isFalse();
  }

  @Test
  @DisplayName("M11: each node signs with a key of its own, unless they are declared to share one")
  public final void nodesHaveKeysOfTheirOwn() {
    MessageSigning one = signingNode();
    MessageSigning two = node();

    if (sharesKey()) {
      assertThat(two.author()).as("the one author that is declared").isEqualTo(one.author());
    } else {
      assertThat(two.author())
          .as("the second node's author; override sharesKey if the key comes from outside")
          .isNotEqualTo(one.author());
    }
  }

  @Test
  @DisplayName("M12: the same question has the same answer, whatever was asked before")
  public final void verifyRemembersNothing() {
    MessageSigning signing = node();
    List<Question> questions = SigningQuestions.about(signing, messages(5));
    List<Boolean> first = SigningQuestions.ask(signing, questions);

    List<Question> reversed = new ArrayList<>(questions);
    Collections.reverse(reversed);
    List<Boolean> again = SigningQuestions.ask(signing, reversed);
    Collections.reverse(again);

    assertThat(again)
        .as("MessageSigning.verify is a function of its arguments; answers in another order")
        .isEqualTo(first);
  }

  @Test
  @DisplayName("M13: many threads that ask at once get the answers that one gets")
  public final void verifyIsThreadSafe() throws InterruptedException {
    MessageSigning signing = node();
    List<Question> questions = SigningQuestions.about(signing, messages(5));
    List<Boolean> alone = SigningQuestions.ask(signing, questions);

    for (List<Boolean> answers : SigningQuestions.askByManyThreads(signing, questions)) {
      assertThat(answers)
          .as("MessageSigning.verify runs beside the node's thread; answers of one of 4 threads")
          .isEqualTo(alone);
    }
  }

  @Test
  @DisplayName("M14: what was signed together is good at a node that saw none of the rest")
  public final void batchesNeedNoCompany() {
    batchRules().batchesNeedNoCompany();
  }

  @Test
  @DisplayName("M15: what was signed together has a signature each, not good for the others")
  public final void batchesAreNotMixedUp() {
    batchRules().batchesAreNotMixedUp();
  }

  @Test
  @DisplayName("M16: an altered signature of a batch is not good, before and after the good one")
  public final void alteredSignaturesOfBatchesAreFound() {
    batchRules().alteredSignaturesOfBatchesAreFound();
  }

  @Test
  @DisplayName("M17: nothing is proven before a good check, nor for an author that was not checked")
  public final void nothingIsProvenUnseen() {
    batchRules().nothingIsProvenUnseen();
  }

  @Test
  @DisplayName("M18: what shares a proven part is still checked, against its own bytes and author")
  public final void provenPartsProveNoMore() {
    batchRules().provenPartsProveNoMore();
  }

  @Test
  @DisplayName("M19: questions about garbage are answered, not thrown back")
  public final void garbageMakesNoTrouble() {
    MessageSigning signing = node();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int length : new int[] {0, 1, 31, 63, 64, 65, 96, 97, 98, 256, 257, 289, 2_000}) {
      ByteString garbage = bytes(random, length);
      for (AuthorId author : List.of(signing.author(), new AuthorId(garbage), AuthorId.NONE)) {
        assertThat(
                SigningQuestions.isProven(
                    signing, author, SigningQuestions.sharedPart(signing, garbage)))
            .as("whether %d random bytes are proven for author %s", length, hex(author))
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
  @DisplayName("M21: a signature that is good has form")
  public final void goodSignaturesHaveForm() {
    for (int count : new int[] {1, 2, 65}) {
      MessageSigning signing = node();
      AuthorId author = signing.author();
      for (ByteString signature : sign(signing, messages(count))) {
        assertThat(
                PluginCalls.call(
                    () -> "MessageSigning.hasForm", () -> signing.hasForm(author, signature)))
            .as(
                "MessageSigning.hasForm of a signature of this node over %d messages; what it"
                    + " denies is refused unchecked",
                count)
            .isTrue();
      }
    }
  }

  @Test
  @DisplayName("M20: a message and its signature stay within the limit where the shortest does")
  public final void signaturesFit() {
    MessageSigning signing = signingNode();
    int alone = sign(signing, messages(1)).get(0).size();
    SplittableRandom random = new SplittableRandom(SEED);
    List<ByteString> messages = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      // Mostly long ones, up to the limit to the byte.
      messages.add(bytes(random, MAX_MESSAGE_BYTES - alone - (i % 4 == 0 ? i * 15 : i)));
    }

    List<ByteString> signatures = sign(signing, messages);

    for (int i = 0; i < messages.size(); i++) {
      int size = messages.get(i).size();
      assertThat(size + signatures.get(i).size())
          .as(
              "a message of %d bytes and its signature, which is %d when alone:"
                  + " SigningContext.maxMessageBytes",
              size, alone)
          .isLessThanOrEqualTo(MAX_MESSAGE_BYTES);
    }
  }

  // ---- what the rules are made of ------------------------------------------------------------

  private final SplittableRandom keys = new SplittableRandom(SEED);

  private record SigningPlace(String network, RandomGenerator random) implements SigningContext {
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
    return factory().create(new SigningPlace(network, keys.split()));
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
    assumeFalse(signing.author().isNone(), "it signs nothing: its author is none");
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
    return SigningQuestions.ask(signing, List.of(new Question(author, bytes, signature))).get(0);
  }
}
