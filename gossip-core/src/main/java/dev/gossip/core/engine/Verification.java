package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dear tests of one message and signature: begun by one copy, while further copies of the very
 * same bytes wait for its outcome.
 */
final class Verification {

  /** What the tests found. */
  enum Outcome {
    /** The signature is good, or need not be there, and nobody has anything against it. */
    GOOD,
    /** The signature is not good. */
    FORGED,
    /** A proof that would have made it cheap is no longer there: nothing was found out. */
    UNPROVEN,
    /** A validator refuses it. */
    IGNORED,
    /** A validator refuses it and holds it against who sent it. */
    REJECTED
  }

  /** What a copy is recognised by: the id stands for the signed bytes. */
  record Key(MessageId id, ByteString signature) {}

  /** One copy, as it came. */
  record Copy(PeerState from, ByteString header) {}

  final GossipMessage message;
  final Copy first;
  final boolean signed;
  final Key key;

  /** Copies that came while this ran. Small: most messages are accepted before the second comes. */
  final List<Copy> more = new ArrayList<>(0);

  /** Checks of the same neighbour that need the same signature to be good, and wait for this. */
  final List<Verification> followers = new ArrayList<>(0);

  /** What {@link #followers} have in common with this one; null unless it was paid for. */
  VerificationQueue.@Nullable SignatureGroup lead;

  /** Written beside the node's thread, read on it when the tests are through. */
  @Nullable Outcome outcome;

  /** A plugin threw. */
  @Nullable NodeFailure failure;

  /** Nobody wants to know any more. Read beside the node's thread, to save the work. */
  volatile boolean abandoned;

  Verification(GossipMessage message, Copy first, boolean signed) {
    this.message = message;
    this.first = first;
    this.signed = signed;
    this.key = new Key(message.id(), message.signature());
  }

  PeerState from() {
    return first.from();
  }

  /** Whether the neighbour was charged for a signature check. */
  boolean isPaid() {
    return lead != null;
  }
}
