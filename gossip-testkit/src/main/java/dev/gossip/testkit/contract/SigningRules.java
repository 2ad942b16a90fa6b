package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.SigningSamples.SEED;
import static dev.gossip.testkit.contract.SigningSamples.bytes;
import static dev.gossip.testkit.contract.SigningSamples.messages;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;
import dev.gossip.testkit.context.ScriptedContext;
import dev.gossip.testkit.context.ScriptedNode;
import dev.gossip.testkit.contract.VerifyCalls.VerifyCall;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What the rules of {@link MessageSigningContract} share: nodes, and their signatures. */
abstract class SigningRules {
  /**
   * What a message and its signature may take together at the nodes of these rules. The largest
   * frame of a node's transport determines it; this is little, so that signatures of batches reach
   * it.
   */
  static final int MAX_MESSAGE_BYTES = 1_000;

  final MessageSigningContract contract;
  private final SplittableRandom keys = new SplittableRandom(SEED);

  SigningRules(MessageSigningContract contract) {
    this.contract = contract;
  }

  private static final class ContractSigningContext extends ScriptedContext
      implements SigningContext {
    private final RandomGenerator random;

    ContractSigningContext(String network, RandomGenerator random) {
      super(network, ScriptedNode.peerId(0));
      this.random = random;
    }

    @Override
    public int maxMessageBytes() {
      return MAX_MESSAGE_BYTES;
    }

    @Override
    public RandomGenerator random() {
      return random;
    }

    @Override
    public long nowNanos() {
      return 0;
    }

    /**
     * Time stands still, so that only what is due at once would run: nothing that signing needs.
     */
    @Override
    public TimerHandle schedule(Duration delay, String label, Runnable action) {
      return () -> {};
    }
  }

  record Signed(AuthorId author, ByteString bytes, ByteString signature) {}

  final MessageSigning node() {
    return node(ScriptedContext.NETWORK);
  }

  final MessageSigning node(String network) {
    return contract.factory().create(new ContractSigningContext(network, keys.split()));
  }

  /** A node that signs; aborts the test if its author is none. */
  final MessageSigning signingNode() {
    MessageSigning signing = node();
    assumeSigns(signing);
    return signing;
  }

  static void assumeSigns(MessageSigning signing) {
    assumeFalse(signing.author().isNone(), "its author is none, so it signs nothing");
  }

  static Signed signed(MessageSigning signing) {
    ByteString bytes = messages(1).get(0);
    return new Signed(signing.author(), bytes, sign(signing, List.of(bytes)).get(0));
  }

  static List<ByteString> sign(MessageSigning signing, List<ByteString> messages) {
    return PluginCalls.call(
        () -> "MessageSigning.sign of " + messages.size() + " messages",
        () -> signing.sign(messages));
  }

  static boolean verify(
      MessageSigning signing, AuthorId author, ByteString bytes, ByteString signature) {
    return VerifyCalls.verifyAll(signing, List.of(new VerifyCall(author, bytes, signature))).get(0);
  }
}
