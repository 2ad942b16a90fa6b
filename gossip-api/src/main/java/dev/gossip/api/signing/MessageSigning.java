package dev.gossip.api.signing;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.ExtensionPoint;
import java.util.List;

/**
 * Signs this node's messages and verifies the signatures of others. An author key is not a node
 * key: if messages were signed with the node's own key, signing would reveal the origin that a
 * privacy-preserving relay hides.
 *
 * <p>Unlike most extension points this one must be thread-safe, because verification runs on other
 * threads than the node's. Verification results must depend on the arguments only.
 */
@ExtensionPoint
public interface MessageSigning {

  /** The author of the messages this node publishes; {@link AuthorId#NONE} if it does not sign. */
  AuthorId author();

  /**
   * Signs the messages that are waiting to be published.
   *
   * @param signedBytes the encoded content of each message
   * @return one signature per message, in the same order; each can be verified on its own
   */
  List<ByteString> sign(List<ByteString> signedBytes);

  /**
   * Whether a signature is valid. Malformed input is normal here: return false, do not throw. Not
   * called for messages with neither author nor signature; the signing policy decides about those.
   *
   * @param author as claimed by the message
   * @param signedBytes exactly as received
   * @param signature as received
   */
  boolean verify(AuthorId author, ByteString signedBytes, ByteString signature);

  /**
   * Whether key and signature are well formed, for instance have the right lengths. Called first,
   * so that no verification is spent on a signature that cannot be valid. Must be cheap, and true
   * for everything that {@link #verify} accepts.
   */
  default boolean isWellFormed(AuthorId author, ByteString signature) {
    return true;
  }

  /**
   * The part of a signature that is the same for all messages that were signed together. One
   * expensive verification covers all of them; see {@link #isProven}.
   */
  default ByteString batchSignature(ByteString signature) {
    return signature;
  }

  /**
   * Whether the expensive part of a verification was already done and succeeded, so that {@link
   * #verify} is cheap. If not, the verification counts as a {@link
   * dev.gossip.api.spam.Cost#SIGNATURE_CHECK} of the peer that sent the message.
   *
   * @param batchSignature see {@link #batchSignature}
   */
  default boolean isProven(AuthorId author, ByteString batchSignature) {
    return false;
  }

  /**
   * Whether messages of this author are accepted on a topic. Called before {@link #verify}, so that
   * no verification is spent on unwanted messages; author and topic are therefore unverified
   * claims, and this must be cheap. Also called for unsigned messages, and for this node's own
   * messages before they are published. The peer is not blamed for a false result: its policy may
   * differ.
   */
  default boolean trusts(AuthorId author, String topic) {
    return true;
  }

  /** Creates the signing of a node. */
  @FunctionalInterface
  interface Factory {

    /** Called once per node, before any other method. */
    MessageSigning create(SigningContext context);
  }
}
