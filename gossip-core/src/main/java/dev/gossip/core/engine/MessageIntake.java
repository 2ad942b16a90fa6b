package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.core.engine.Verification.Copy;
import dev.gossip.core.engine.Verification.Outcome;
import dev.gossip.core.proto.Payload;

/**
 * What a message has to pass before it is remembered, from the cheapest test to the dearest; the
 * dear ones are the {@link Verifier}'s. Whatever fails is counted by reason and leaves no trace
 * under the message's id, so that a forged or garbled copy never silences an honest one.
 */
final class MessageIntake implements Verifier.Results {

  /** What becomes of a message that passed. */
  interface Next {

    /**
     * The first good copy.
     *
     * @throws InvalidProtocolBufferException if its header was garbled; then it was not accepted
     */
    void accept(GossipMessage message, Copy copy) throws InvalidProtocolBufferException;

    /**
     * Another copy of what was accepted.
     *
     * @throws InvalidProtocolBufferException if its header was garbled
     */
    void duplicate(MessageId id, Copy copy) throws InvalidProtocolBufferException;
  }

  private final NodeServices core;
  private final EngineLimits limits;
  private final MessageCodec codec;
  private final MessageHistory memory;
  private final GuardedSpamControl spam;
  private final SigningPolicy policy;
  private final boolean unsignedIsGood;
  private final MessageChecks tests;
  private final Next next;
  private final ClockWarnings clocks;
  private final Verifier examination;
  private final AlreadyJudged judged = new AlreadyJudged();

  MessageIntake(
      NodeServices core,
      NodeSpec spec,
      MessageSigning signing,
      boolean signs,
      GuardedSpamControl spam,
      MessageHistory memory,
      ClockWarnings clocks,
      Next next) {
    this.core = core;
    this.limits = spec.limits();
    this.codec = new MessageCodec(spec.network(), core.sha256());
    this.memory = memory;
    this.spam = spam;
    this.policy = spec.policy();
    this.unsignedIsGood = policy != SigningPolicy.STRICT || !signs;
    this.tests = new MessageChecks(signing, core.plugins().signing().id(), spec.validators());
    this.next = next;
    this.clocks = clocks;
    this.examination = new Verifier(core, limits, memory, spam, tests, this);
  }

  /** Handles a payload frame; answers false if it is malformed. */
  boolean onPayload(PeerState from, ByteString frame) {
    try {
      Payload payload = Frames.body(Frames.PAYLOAD_PARSER, frame);
      ByteString header = payload.getHeader();
      if (header.size() > StrategyContext.MAX_HEADER_BYTES || payload.getContent().isEmpty()) {
        return false;
      }
      MessageId id = codec.id(payload.getContent());
      Copy copy = new Copy(from, header);
      if (memory.seen(id)) {
        next.duplicate(id, copy);
      } else {
        GossipMessage message = codec.decode(id, payload.getContent(), payload.getSignature());
        if (policy == SigningPolicy.OFF) {
          // Nobody checks who said it, so nobody is told.
          message = message.withoutAuthor();
        }
        if (isTimely(message, from) && !isReplay(message) && isWelcome(message)) {
          boolean signed = isSigned(message) && policy != SigningPolicy.OFF;
          if (signed && !tests.hasForm(message)) {
            refused(Outcome.FORGED, copy);
          } else {
            examination.examine(new Verification(message, copy, signed));
          }
        }
      }
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** See {@link Verifier#peerGoes}. */
  void peerGoes(PeerState session, Runnable then) {
    examination.peerGoes(session, then);
  }

  /** See {@link Verifier#close}. */
  void close() {
    examination.close();
  }

  /** See {@link Verifier#abandon}. */
  void abandon() {
    examination.abandon();
  }

  /** Whether this author's messages are wanted. Any thread. */
  boolean trusts(AuthorId author, String topic) {
    return tests.trusts(author, topic);
  }

  // ---- cheap tests ---------------------------------------------------------------------------

  /** Never held against the neighbour: clocks differ. */
  private boolean isTimely(GossipMessage message, PeerState from) {
    long now = core.wallMillis();
    long created = message.createdMillis();
    long lifetime = message.lifetimeMillis();
    if (lifetime < 0 || lifetime > EngineLimits.MAX_LIFETIME_MILLIS) {
      core.drop(DropReason.LIFETIME_TOO_LONG);
    } else if (created < 0) {
      // An unsigned number on the wire: some 300 million years from now, which no clock shows.
      core.drop(DropReason.FROM_THE_FUTURE);
    } else if (created > now + limits.clockSkewMillis()) {
      core.drop(DropReason.FROM_THE_FUTURE);
      clocks.onDropped(from, created - now);
    } else if (created + lifetime + limits.clockSkewMillis() < now) {
      core.drop(DropReason.EXPIRED);
      clocks.onDropped(from, created - now);
    } else {
      return true;
    }
    return false;
  }

  private boolean isReplay(GossipMessage message) {
    boolean replay = memory.mayHaveForgotten(message);
    if (replay) {
      core.drop(DropReason.POSSIBLE_REPLAY);
    }
    return replay;
  }

  private boolean isWelcome(GossipMessage message) {
    if (!unsignedIsGood && !isSigned(message)) {
      core.drop(DropReason.UNSIGNED);
      return false;
    }
    if (!tests.trusts(message.author(), message.topic())) {
      // Whoever it is who says so: nobody has to pay to find that out.
      core.drop(DropReason.UNTRUSTED_AUTHOR);
      return false;
    }
    return true;
  }

  private static boolean isSigned(GossipMessage message) {
    return !message.author().isNone() || !message.signature().isEmpty();
  }

  // ---- what came of the dear tests -----------------------------------------------------------

  @Override
  public void refusedAgain(Copy copy) {
    core.drop(DropReason.BAD_SIGNATURE_AGAIN);
    spam.onRejected(copy.from().peer());
  }

  @Override
  public void refused(Outcome outcome, Copy copy) {
    switch (outcome) {
      case FORGED -> {
        core.drop(DropReason.BAD_SIGNATURE);
        spam.onRejected(copy.from().peer());
      }
      case REJECTED -> {
        core.drop(DropReason.REJECTED);
        spam.onRejected(copy.from().peer());
      }
      case IGNORED -> core.drop(DropReason.IGNORED);
      case GOOD, UNPROVEN -> throw new IllegalStateException("nothing to refuse");
    }
  }

  /** The first copy with a readable header is the first; those behind it are duplicates. */
  @Override
  public void passed(GossipMessage message, Copy copy) {
    try {
      if (memory.seen(message.id())) {
        next.duplicate(message.id(), copy);
      } else if (!isReplay(message)
          && (judged.remove(message.id()) || isWanted(message, copy.from()))) {
        next.accept(message, copy);
      }
    } catch (InvalidProtocolBufferException e) {
      if (!memory.seen(message.id())) {
        judged.add(message.id());
      }
      core.drop(DropReason.MALFORMED_FRAME);
      spam.onMisbehaviour(copy.from().peer(), Misbehaviour.MALFORMED_FRAME);
    }
  }

  private boolean isWanted(GossipMessage message, PeerState from) {
    switch (spam.judge(message, from.peer())) {
      case ACCEPT -> {
        return true;
      }
      case IGNORE -> core.drop(DropReason.IGNORED);
      case REJECT -> {
        core.drop(DropReason.REJECTED);
        spam.onRejected(from.peer());
      }
    }
    return false;
  }
}
