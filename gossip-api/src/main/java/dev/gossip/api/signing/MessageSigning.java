package dev.gossip.api.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.ExtensionPoint;
import java.util.List;

/**
 * Says who wrote a message. The author's key is not the node's: a publisher may use a persona, else
 * signing would undo what a privacy-preserving relay protects.
 *
 * <p>Unlike the other extension points this one must be thread-safe: every answer is a function of
 * the arguments, and checks run beside the node's thread.
 */
@ExtensionPoint
public interface MessageSigning {

  /** The author of what this node publishes; {@link AuthorId#NONE} if it does not sign. */
  AuthorId author();

  /**
   * Signs the messages that wait to be published.
   *
   * @param signedBytes the encoded content of each message
   * @return a signature for each, in the same order; each verifiable alone
   */
  List<ByteString> sign(List<ByteString> signedBytes);

  /**
   * Whether a signature is good. Garbage is normal here and answers false. Not asked for messages
   * that name no author and have no signature: the policy decides about these.
   *
   * @param author as the message claims
   * @param signedBytes exactly as received
   * @param signature as received
   */
  boolean verify(AuthorId author, ByteString signedBytes, ByteString signature);

  /**
   * Whether key and signature have the form that {@link #verify} needs, such as the right lengths.
   * Asked first, so that nobody pays for a check that must fail. Must be cheap, and true for
   * everything that {@link #verify} accepts.
   */
  default boolean hasForm(AuthorId author, ByteString signature) {
    return true;
  }

  /**
   * The part of a signature that messages share which were signed together. One dear check settles
   * it for all of them; see {@link #isProven}.
   */
  default ByteString sharedPart(ByteString signature) {
    return signature;
  }

  /**
   * Whether the dear part of a check was done before and found good, so that {@link #verify} is
   * cheap. What is not proven counts as a signature check against the neighbour that sent it.
   *
   * @param sharedPart see {@link #sharedPart}
   */
  default boolean isProven(AuthorId author, ByteString sharedPart) {
    return false;
  }

  /**
   * Whether messages of this author are wanted on a topic. Asked before {@link #verify}, so that
   * nobody pays for the check of what is not wanted: whoever claims to be the author, and with any
   * topic. So it has to be cheap. Also asked for unsigned messages, and for this node's own before
   * they are published. A no is not held against the neighbour, whose list may differ.
   */
  default boolean trusts(AuthorId author, String topic) {
    return true;
  }

  /** Makes signing for one node. */
  @FunctionalInterface
  interface Factory {

    /** Called once per node, before anything else. */
    MessageSigning create(SigningContext context);
  }
}
