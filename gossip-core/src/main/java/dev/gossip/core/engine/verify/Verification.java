package dev.gossip.core.engine.verify;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.services.Lazily;
import dev.gossip.core.engine.services.NodeFailure;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The expensive checks of one message and signature. The first copy starts them; further copies of
 * the same bytes wait for the outcome.
 */
public final class Verification {

  /** The result of the checks. */
  public enum Outcome {
    /** The signature is good or not needed, and the validator accepts. */
    GOOD,
    /** The signature is bad. */
    FORGED,
    /** A proof that would have made the check cheap is gone, so the result is unknown. */
    UNPROVEN,
    /** The validator ignores the message. */
    IGNORED,
    /** The validator rejects the message: the peer that sent it is at fault. */
    REJECTED
  }

  /**
   * Identifies copies of the same bytes: the id stands for the signed bytes. Ordered, so that a
   * hash map finds one of many keys with the same hash code in a few steps.
   */
  public record Key(MessageId id, ByteString signature) implements Comparable<Key> {

    /**
     * Without the signature, which is long: few copies of a message have different ones, except for
     * those of an attacker, who would find signatures with the same hash code anyway.
     */
    @Override
    public int hashCode() {
      return id.hashCode();
    }

    @Override
    public int compareTo(Key other) {
      int order = id.compareTo(other.id);
      return order == 0
          ? ByteString.unsignedLexicographicalComparator().compare(signature, other.signature)
          : order;
    }
  }

  /**
   * One copy.
   *
   * @param from the peer that sent it
   * @param header the relay's header
   */
  public record Copy(PeerState from, ByteString header) {}

  final GossipMessage message;
  final Copy first;
  final boolean signed;
  final Key key;

  // Empty for most, and created when first used.
  private List<Copy> laterCopies = Collections.emptyList();
  private List<Verification> followers = Collections.emptyList();

  /**
   * The group of this one and {@link #followers()}; null unless its signature check is admitted.
   */
  VerificationQueue.@Nullable SignatureGroup group;

  /** The part of the signature that a whole batch has; null until it is needed. */
  @Nullable ByteString batchSignature;

  /** Written by the thread that runs the checks, read on the node's thread afterwards. */
  @Nullable Outcome outcome;

  /** Set if a plugin threw. */
  @Nullable NodeFailure failure;

  /** The outcome is no longer needed. Read by the thread that runs the checks, to skip them. */
  volatile boolean abandoned;

  Verification(GossipMessage message, Copy first, boolean signed) {
    this.message = message;
    this.first = first;
    this.signed = signed;
    this.key = new Key(message.id(), message.signature());
  }

  /** Copies received while the check was running. */
  List<Copy> laterCopies() {
    return laterCopies;
  }

  void addCopy(Copy copy) {
    laterCopies = Lazily.forAdd(laterCopies);
    laterCopies.add(copy);
  }

  /** Verifications of the same peer that depend on the same signature and wait for this one. */
  List<Verification> followers() {
    return followers;
  }

  void addFollower(Verification follower) {
    followers = Lazily.forAdd(followers);
    followers.add(follower);
  }

  /** The memory that it takes, without the objects. */
  int bytes() {
    return message.signedSize() + message.signature().size();
  }

  PeerState from() {
    return first.from();
  }

  /** Whether spam control admitted a signature check, which the peer is charged for. */
  boolean isAdmitted() {
    return group != null;
  }
}
