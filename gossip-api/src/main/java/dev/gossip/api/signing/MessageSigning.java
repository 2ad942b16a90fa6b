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
   * Whether a signature is good. Garbage is normal here and answers false.
   *
   * @param author as the message claims
   * @param signedBytes exactly as received
   * @param signature as received; empty when unsigned
   */
  boolean verify(AuthorId author, ByteString signedBytes, ByteString signature);

  /** Makes signing for one node. */
  @FunctionalInterface
  interface Factory {

    /**
     * Called once per node, before anything else.
     *
     * @param network the network's name, which belongs under every signature so that none is good
     *     elsewhere
     */
    MessageSigning create(String network);
  }
}
