package dev.gossip.core.engine.verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.Rejection.Reason;
import dev.gossip.core.engine.memory.MessageHistory;
import dev.gossip.core.engine.peer.ClockWarnings;
import dev.gossip.core.engine.peer.PeerState;
import dev.gossip.core.engine.pull.LargeMessages;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.spam.SpamControls;
import dev.gossip.core.engine.spec.EngineLimits;
import dev.gossip.core.engine.spec.SigningPolicy;
import dev.gossip.core.engine.verify.Verification.Copy;
import dev.gossip.core.engine.verify.Verification.Outcome;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.engine.wire.MessageCodec;
import dev.gossip.core.engine.wire.PayloadFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checks that a message has to pass before it is remembered, from the cheapest to the most
 * expensive; the expensive ones are run by the {@link Verifier}. A copy that fails is counted by
 * reason and leaves nothing under the message's id, so that a forged or garbled copy never
 * suppresses an honest one. Only what fails for a reason that holds for every copy of the same
 * signed bytes is remembered as refused; see {@link MessageHistory#isRefused}.
 */
public final class MessageIntake implements Verifier.Results {

  /** Takes the messages that passed. */
  public interface Receiver {

    /** A copy of a large message arrived; it is not checked yet. */
    void onLargeCopy(MessageId id, PeerState from);

    /**
     * The first good copy.
     *
     * @param header the relay's header
     * @throws InvalidProtocolBufferException if its header was garbled; it was not accepted then
     */
    void onFirstCopy(GossipMessage message, PeerState from, ByteString header)
        throws InvalidProtocolBufferException;

    /**
     * Another copy of an accepted message.
     *
     * @param stored the message; null if it is remembered, but no longer stored
     * @throws InvalidProtocolBufferException if its header was garbled
     */
    void onDuplicate(@Nullable GossipMessage stored, PeerState from, ByteString header)
        throws InvalidProtocolBufferException;
  }

  /** An author's budget, for example, is soon larger again. A guess. */
  private static final long IGNORED_MILLIS = 30_000;

  private final NodeServices services;
  private final EngineLimits limits;
  private final int maxFrameBytes;
  // Null before the first payload frame: most nodes of a large, idle network never get one.
  private @Nullable FramesAhead ahead;
  private final MessageHistory history;
  private final SpamControls spam;
  private final SigningPolicy policy;
  private final boolean allowsUnsigned;
  private final MessageChecks checks;
  private final Receiver receiver;
  private final ClockWarnings clocks;
  // Created when first used: a node without signing and validators has nothing to verify.
  private @Nullable Verifier verifier;
  private final AlreadyJudged alreadyJudged = new AlreadyJudged();

  /**
   * Creates the intake of a node.
   *
   * @param receiver gets the messages that passed
   */
  public MessageIntake(NodeServices services, IntakeParts parts, Receiver receiver) {
    this.services = services;
    this.limits = services.limits();
    this.maxFrameBytes = Frames.maxPayloadFrameBytes(limits.maxPayloadBytes());
    this.history = parts.history();
    this.spam = parts.spam();
    this.policy = parts.policy();
    this.allowsUnsigned = policy != SigningPolicy.STRICT || !parts.signs();
    this.checks = parts.checks();
    this.receiver = receiver;
    this.clocks = parts.clocks();
  }

  /** The frames of a datagram follow, unless its link ends. */
  public void expect(List<ByteString> frames) {
    if (ahead != null) {
      ahead.expect(frames);
    }
  }

  private FramesAhead ahead() {
    FramesAhead made = ahead;
    if (made == null) {
      MessageCodec codec = new MessageCodec(services.network(), services.sha256());
      made = new FramesAhead(codec, maxFrameBytes, history::touch);
      ahead = made;
    }
    return made;
  }

  /** Handles a payload frame; returns false if it is malformed. */
  public boolean onPayload(PeerState from, ByteString frame) {
    try {
      if (frame.size() > maxFrameBytes) {
        services.drop(DropReason.PAYLOAD_TOO_LARGE);
        return true;
      }
      FramesAhead.Read read = ahead().read(frame);
      PayloadFrame payload = read.payload;
      if (payload.headerBytes() > RelayContext.MAX_HEADER_BYTES || payload.isEmpty()) {
        return false;
      }
      // Read in place: most frames are duplicates, which need no objects.
      byte[] id = read.id;
      if (LargeMessages.isLarge(frame.size())) {
        receiver.onLargeCopy(new MessageId(id), from);
      }
      if (history.seen(id)) {
        receiver.onDuplicate(history.find(id), from, header(payload));
      } else {
        check(new MessageId(id), payload, from);
      }
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** The header of a frame, without the datagram around it. */
  private static ByteString header(PayloadFrame payload) {
    return payload.headerBytes() == 0
        ? ByteString.EMPTY
        : UnsafeByteOperations.unsafeWrap(payload.header().toByteArray());
  }

  /** Checks the message of a frame, of which this node has no accepted copy yet. */
  private void check(MessageId id, PayloadFrame payload, PeerState from)
      throws InvalidProtocolBufferException {
    ByteString header = header(payload);
    GossipMessage message = ahead().codec().decode(id, payload, payload.copyWithoutHeader());
    if (policy == SigningPolicy.OFF) {
      // The author is not verified, so it is not shown to the application either.
      message = message.withoutAuthor();
    }
    if (isCarried(message) && isTimely(message, from) && !isReplay(message) && isAllowed(message)) {
      boolean signed = isSigned(message) && policy != SigningPolicy.OFF;
      if (signed && !checks.isWellFormed(message)) {
        onFailed(Outcome.FORGED, message, from);
      } else if (!signed && !checks.hasValidator(message)) {
        // There is nothing to verify.
        onPassed(message, from, header);
      } else {
        Copy copy = new Copy(from, header);
        verifier().verify(new Verification(message, copy, signed));
      }
    }
  }

  private Verifier verifier() {
    if (verifier == null) {
      verifier = new Verifier(services, history, spam, checks, this);
    }
    return verifier;
  }

  /** See {@link Verifier#onPeerLeaving}. */
  public void onPeerLeaving(PeerState peer, Runnable then) {
    if (verifier == null) {
      then.run();
    } else {
      verifier.onPeerLeaving(peer, then);
    }
  }

  /** See {@link Verifier#close}. */
  public void close() {
    if (verifier != null) {
      verifier.close();
    }
  }

  /** See {@link Verifier#discardPending}. */
  public void discardPending() {
    if (verifier != null) {
      verifier.discardPending();
    }
  }

  /** Whether messages of this author on a topic are accepted. Any thread. */
  public boolean trusts(AuthorId author, String topic) {
    return checks.trusts(author, topic);
  }

  // ---- cheap checks --------------------------------------------------------------------------

  /** Whether this node takes payloads of this size. Nobody is blamed: other nodes may take more. */
  private boolean isCarried(GossipMessage message) {
    boolean carried = message.payloadSize() <= limits.maxPayloadBytes();
    if (!carried) {
      refuse(DropReason.PAYLOAD_TOO_LARGE, message);
    }
    return carried;
  }

  /** Whether the message is within its lifetime. The peer is never blamed, since clocks differ. */
  private boolean isTimely(GossipMessage message, PeerState from) {
    long now = services.wallMillis();
    long created = message.createdMillis();
    long lifetime = message.lifetimeMillis();
    if (lifetime < 0 || lifetime > EngineLimits.MAX_LIFETIME_MILLIS) {
      refuse(DropReason.LIFETIME_TOO_LONG, message);
    } else if (created < 0) {
      // Unsigned on the wire, so this is some 300 million years from now: no clock is that wrong.
      refuse(DropReason.FROM_THE_FUTURE, message);
    } else if (created > now + limits.clockSkewMillis()) {
      services.drop(DropReason.FROM_THE_FUTURE);
      history.refuse(message.id(), created - now - limits.clockSkewMillis());
      clocks.onDropped(from, created - now);
    } else if (created + lifetime + limits.clockSkewMillis() < now) {
      refuse(DropReason.EXPIRED, message);
      clocks.onDropped(from, created - now);
    } else {
      return true;
    }
    return false;
  }

  private boolean isReplay(GossipMessage message) {
    boolean replay = history.mayHaveForgotten(message);
    if (replay) {
      refuse(DropReason.POSSIBLE_REPLAY, message);
    }
    return replay;
  }

  private boolean isAllowed(GossipMessage message) {
    if (!allowsUnsigned && !isSigned(message)) {
      refuse(DropReason.UNSIGNED, message);
      return false;
    }
    if (!checks.trusts(message.author(), message.topic())) {
      // Even if the author is forged: no signature check is needed to drop the message.
      refuse(DropReason.UNTRUSTED_AUTHOR, message);
      return false;
    }
    return true;
  }

  private static boolean isSigned(GossipMessage message) {
    return !message.author().isNone() || !message.signature().isEmpty();
  }

  // ---- results of the expensive checks -------------------------------------------------------

  @Override
  public void onKnownForgery(GossipMessage message, Copy copy) {
    services.drop(DropReason.BAD_SIGNATURE_AGAIN);
    rejectForged(message, copy.from());
  }

  @Override
  public void onFailed(Outcome outcome, GossipMessage message, Copy copy) {
    onFailed(outcome, message, copy.from());
  }

  private void onFailed(Outcome outcome, GossipMessage message, PeerState from) {
    switch (outcome) {
      case FORGED -> {
        services.drop(DropReason.BAD_SIGNATURE);
        rejectForged(message, from);
      }
      case REJECTED -> {
        refuse(DropReason.REJECTED, message);
        reject(message, from, Reason.INVALID);
      }
      case IGNORED -> refuse(DropReason.IGNORED, message);
      case GOOD, UNPROVEN -> throw new IllegalStateException("no check failed");
    }
  }

  @Override
  public void onPassed(GossipMessage message, Copy copy) {
    onPassed(message, copy.from(), copy.header());
  }

  /** The first copy with a readable header is accepted; later ones are duplicates. */
  private void onPassed(GossipMessage message, PeerState from, ByteString header) {
    try {
      if (history.seen(message.id())) {
        receiver.onDuplicate(history.find(message.id()), from, header);
      } else if (!isReplay(message)
          && (alreadyJudged.remove(message.id()) || passesJudgement(message, from))) {
        receiver.onFirstCopy(message, from, header);
      }
    } catch (InvalidProtocolBufferException e) {
      if (!history.seen(message.id())) {
        alreadyJudged.add(message.id());
      }
      services.drop(DropReason.MALFORMED_FRAME);
      spam.onMisbehaviour(from.peer(), Misbehaviour.MALFORMED_FRAME);
    }
  }

  private boolean passesJudgement(GossipMessage message, PeerState from) {
    switch (spam.judge(message, from.peer())) {
      case ACCEPT -> {
        return true;
      }
      case IGNORE -> {
        services.drop(DropReason.IGNORED);
        history.refuse(message.id(), IGNORED_MILLIS);
      }
      case REJECT -> {
        refuse(DropReason.REJECTED, message);
        reject(message, from, Reason.JUDGED);
      }
    }
    return false;
  }

  /** Drops a message of which no other copy will be accepted either. */
  private void refuse(DropReason reason, GossipMessage message) {
    services.drop(reason);
    history.refuse(message.id());
  }

  private void rejectForged(GossipMessage message, PeerState from) {
    reject(message, from, from.signsAlike() ? Reason.BAD_SIGNATURE : Reason.UNCHECKED_SIGNATURE);
  }

  private void reject(GossipMessage message, PeerState from, Reason reason) {
    spam.onRejected(new Rejection(from.peer(), message, reason));
  }
}
