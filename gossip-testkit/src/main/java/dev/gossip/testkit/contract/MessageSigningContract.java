package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.testkit.contract.SigningQuestions.Question;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What every {@link MessageSigning} has to do. Signing that signs nothing, as its author is {@link
 * AuthorId#NONE}, has to keep only the rules that make sense without keys.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class MessageSigningContract {
  private static final String NETWORK = "contract";
  private static final long SEED = 20_260_101;

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

  // ---- what the rules are made of ------------------------------------------------------------

  private final SplittableRandom keys = new SplittableRandom(SEED);

  private record SigningPlace(String network, RandomGenerator random) implements SigningContext {
    @Override
    public int maxMessageBytes() {
      return MAX_MESSAGE_BYTES;
    }
  }

  private record Signed(AuthorId author, ByteString bytes, ByteString signature) {}

  private MessageSigning node() {
    return node(NETWORK);
  }

  private MessageSigning node(String network) {
    return factory().create(new SigningPlace(network, keys.split()));
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

  private static List<ByteString> messages(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<ByteString> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(bytes(random, 40 + i));
    }
    return messages;
  }

  /** Near misses: each byte changed, and the ends cut off or extended. */
  private static List<ByteString> alterations(ByteString original) {
    List<ByteString> altered = new ArrayList<>();
    for (int i = 0; i < original.size(); i++) {
      for (int bit : new int[] {0x01, 0x80}) {
        byte[] copy = original.toByteArray();
        copy[i] = (byte) (copy[i] ^ bit);
        altered.add(ByteString.copyFrom(copy));
      }
    }
    altered.add(original.concat(ByteString.copyFrom(new byte[1])));
    if (!original.isEmpty()) {
      altered.add(original.substring(0, original.size() - 1));
      altered.add(original.substring(1));
      altered.add(original.concat(original));
      altered.add(ByteString.EMPTY);
    }
    return altered;
  }

  private static ByteString bytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static AuthorId randomAuthor(SplittableRandom random, int length) {
    return new AuthorId(bytes(random, length));
  }

  private static String hex(AuthorId author) {
    return author.isNone() ? "none" : hex(author.key());
  }

  /** The beginning is enough to find it in a debugger, and a message stays readable. */
  private static String hex(ByteString bytes) {
    String hex = HexFormat.of().formatHex(bytes.toByteArray());
    return hex.length() <= 80 ? hex : hex.substring(0, 80) + "... (" + bytes.size() + " bytes)";
  }
}
