package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Verdict;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.engine.Check.Copy;
import dev.gossip.core.engine.Check.Outcome;
import dev.gossip.core.proto.Payload;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a message has to pass before it is remembered, from the cheapest test to the dearest.
 * Whatever fails is counted by reason and leaves no trace under the message's id, so that a forged
 * or garbled copy never silences an honest one.
 *
 * <p>Signatures and validators are asked beside the node's thread, with what follows as an event of
 * its own; a check that costs no more than a few hashes is done at once.
 */
final class Intake {

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

  private final NodeCore core;
  private final Counters counters;
  private final EngineLimits limits;
  private final MessageCodec codec;
  private final MessageMemory memory;
  private final GuardedSpamControl spam;
  private final MessageSigning signing;
  private final String signingId;
  private final SigningPolicy policy;
  private final boolean unsignedIsGood;
  private final SortedMap<String, MessageValidator> validators;
  private final Next next;
  private final PendingChecks pending;
  private final FailedChecks failed = new FailedChecks();

  Intake(
      NodeCore core,
      NodeSpec spec,
      MessageSigning signing,
      boolean signs,
      GuardedSpamControl spam,
      MessageMemory memory,
      Next next) {
    this.core = core;
    this.counters = core.counters();
    this.limits = spec.limits();
    this.codec = new MessageCodec(spec.network(), core.sha256());
    this.memory = memory;
    this.spam = spam;
    this.signing = signing;
    this.signingId = core.plugins().signing().id();
    this.policy = spec.policy();
    this.unsignedIsGood = policy != SigningPolicy.STRICT || !signs;
    this.validators = spec.validators();
    this.next = next;
    this.pending = new PendingChecks(limits.pendingChecks());
  }

  /** Works off a payload frame; answers false if it is malformed. */
  boolean onPayload(Session from, ByteString frame) {
    try {
      Payload payload = Frames.body(Payload.parser(), frame);
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
        if (isTimely(message) && !isReplay(message)) {
          examine(message, copy);
        }
      }
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /**
   * A neighbour is about to go. What it sent before is worked off first, at once: it may be a
   * message that only this neighbour had.
   */
  void peerGoes(Session session) {
    for (Check check : pending.begunBy(session)) {
      if (!check.settled) {
        settle(check, test(check));
      }
    }
    pending.forgetWaiting(session);
  }

  // ---- cheap tests ---------------------------------------------------------------------------

  /** Never held against the neighbour: clocks differ. */
  private boolean isTimely(GossipMessage message) {
    long now = core.wallMillis();
    long created = message.createdMillis();
    long lifetime = message.lifetimeMillis();
    if (lifetime < 0 || lifetime > EngineLimits.MAX_LIFETIME_MILLIS) {
      core.drop(Drop.LIFETIME_TOO_LONG);
    } else if (created < 0 || created > now + limits.clockSkewMillis()) {
      core.drop(Drop.FROM_THE_FUTURE);
    } else if (created + lifetime + limits.clockSkewMillis() < now) {
      core.drop(Drop.EXPIRED);
    } else {
      return true;
    }
    return false;
  }

  private boolean isReplay(GossipMessage message) {
    boolean replay = memory.mayHaveForgotten(message);
    if (replay) {
      core.drop(Drop.REPLAY);
    }
    return replay;
  }

  private void examine(GossipMessage message, Copy copy) {
    boolean signed = !message.author().isNone() || !message.signature().isEmpty();
    boolean mustCheck = signed && policy != SigningPolicy.OFF;
    Check check = new Check(message, copy, mustCheck);
    if (!signed && !unsignedIsGood) {
      core.drop(Drop.UNSIGNED);
    } else if (!mustCheck && validator(message) == null) {
      settle(check, test(check));
    } else if (failed.contains(check.key(), core.nowNanos())) {
      core.drop(Drop.BAD_SIGNATURE_AGAIN);
      spam.onRejected(copy.from().peer());
    } else {
      begin(check);
    }
    counters.set(Metric.PENDING_CHECKS, pending.size());
  }

  // ---- dear tests ----------------------------------------------------------------------------

  private void begin(Check check) {
    Check same = pending.find(check.key());
    if (!pending.hasRoom(check.first.from())) {
      core.drop(Drop.TOO_MANY_CHECKS);
    } else if (same != null) {
      pending.wait(same, check.first);
    } else if (!check.signed || isProven(check)) {
      start(check);
    } else {
      payOrFollow(check);
    }
  }

  /**
   * Messages that were signed together need one dear check, and it is paid for once. Those that
   * come behind it from the same neighbour wait: it had to check, too, so either all are good or it
   * is not honest.
   */
  private void payOrFollow(Check check) {
    Session from = check.first.from();
    AuthorId author = check.message.author();
    PendingChecks.Lead lead = new PendingChecks.Lead(from, author, sharedPart(check));
    Check leader = pending.leader(lead);
    if (leader != null) {
      leader.followers.add(check);
      pending.begin(check);
    } else if (spam.admit(from.peer(), Cost.SIGNATURE_CHECK, 1)) {
      counters.increment(Metric.SIGNATURE_CHECKS);
      check.lead = lead;
      start(check);
    }
  }

  private void start(Check check) {
    pending.begin(check);
    run(check);
  }

  private void run(Check check) {
    if (!check.isPaid() && validator(check.message) == null) {
      settle(check, test(check));
      return;
    }
    Runnable test =
        () -> {
          try {
            check.outcome = test(check);
          } catch (PluginFailure e) {
            check.failure = e;
          }
        };
    core.offload(
        test,
        () -> {
          if (check.failure != null) {
            throw check.failure;
          }
          if (!check.settled && check.outcome != null) {
            settle(check, check.outcome);
            counters.set(Metric.PENDING_CHECKS, pending.size());
          }
        });
  }

  /** On any thread. */
  private Outcome test(Check check) {
    GossipMessage message = check.message;
    if (check.signed) {
      if (!check.isPaid() && !isProven(check)) {
        return Outcome.UNPROVEN;
      }
      if (!verify(message)) {
        return Outcome.FORGED;
      }
    }
    if (!trusts(message.author(), message.topic())) {
      return Outcome.UNTRUSTED;
    }
    return switch (validate(message)) {
      case ACCEPT -> Outcome.GOOD;
      case IGNORE -> Outcome.IGNORED;
      case REJECT -> Outcome.REJECTED;
    };
  }

  private boolean verify(GossipMessage message) {
    return guard(
        "verify",
        () -> signing.verify(message.author(), message.signedBytes(), message.signature()));
  }

  private ByteString sharedPart(Check check) {
    return guard("sharedPart", () -> signing.sharedPart(check.message.signature()));
  }

  private boolean isProven(Check check) {
    ByteString shared = sharedPart(check);
    return guard("isProven", () -> signing.isProven(check.message.author(), shared));
  }

  /** Whether this author's messages are wanted. On any thread. */
  boolean trusts(AuthorId author, String topic) {
    return guard("trusts", () -> signing.trusts(author, topic));
  }

  private <T> T guard(String where, Supplier<T> call) {
    return PluginFailure.guard(signingId, where, call);
  }

  private @Nullable MessageValidator validator(GossipMessage message) {
    return validators.isEmpty() ? null : validators.get(message.topic());
  }

  private Verdict validate(GossipMessage message) {
    MessageValidator validator = validator(message);
    return validator == null
        ? Verdict.ACCEPT
        : PluginFailure.guard(
            "validator of topic " + message.topic(), "validate", () -> validator.validate(message));
  }

  // ---- what came of it -----------------------------------------------------------------------

  private void settle(Check check, Outcome outcome) {
    check.settled = true;
    pending.end(check);
    if (outcome == Outcome.GOOD) {
      passOn(check);
    } else {
      if (outcome == Outcome.FORGED) {
        failed.add(check.key(), core.nowNanos());
      }
      refuse(outcome, check.first);
      check.more.forEach(copy -> refuseToo(outcome, check, copy));
    }
    for (Check follower : check.followers) {
      if (!follower.settled) {
        if (outcome.isGenuine()) {
          run(follower);
        } else {
          settle(follower, Outcome.UNPROVEN);
        }
      }
    }
  }

  private void refuseToo(Outcome outcome, Check check, Copy copy) {
    if (outcome == Outcome.UNPROVEN && copy.from() != check.first.from()) {
      // Nothing was found out about these bytes: another neighbour may pay for the check.
      begin(new Check(check.message, copy, check.signed));
    } else {
      refuse(outcome, copy);
    }
  }

  private void refuse(Outcome outcome, Copy copy) {
    switch (outcome) {
      case FORGED -> {
        core.drop(Drop.BAD_SIGNATURE);
        spam.onRejected(copy.from().peer());
      }
      case REJECTED -> {
        core.drop(Drop.REJECTED);
        spam.onRejected(copy.from().peer());
      }
      case UNPROVEN -> core.drop(Drop.UNPROVEN);
      case UNTRUSTED -> core.drop(Drop.UNTRUSTED_AUTHOR);
      case IGNORED -> core.drop(Drop.IGNORED);
      case GOOD -> throw new IllegalStateException("nothing to refuse");
    }
  }

  private void passOn(Check check) {
    passOn(check.message, check.first);
    check.more.forEach(copy -> passOn(check.message, copy));
  }

  /** The first copy with a readable header is the first; those behind it are duplicates. */
  private void passOn(GossipMessage message, Copy copy) {
    try {
      if (memory.seen(message.id())) {
        next.duplicate(message.id(), copy);
      } else if (isWanted(message, copy.from())) {
        next.accept(message, copy);
      }
    } catch (InvalidProtocolBufferException e) {
      core.drop(Drop.MALFORMED_FRAME);
      spam.onMisbehaviour(copy.from().peer(), Misbehaviour.MALFORMED_FRAME);
    }
  }

  private boolean isWanted(GossipMessage message, Session from) {
    switch (spam.judge(message, from.peer())) {
      case ACCEPT -> {
        return true;
      }
      case IGNORE -> core.drop(Drop.IGNORED);
      case REJECT -> {
        core.drop(Drop.REJECTED);
        spam.onRejected(from.peer());
      }
    }
    return false;
  }
}
