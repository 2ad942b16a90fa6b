package dev.gossip.core.engine.verify;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.engine.services.PluginFailure;
import dev.gossip.core.engine.verify.Verification.Outcome;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Checks messages with message signing and the application's validators. Any thread. */
public final class MessageChecks {
  private final MessageSigning signing;
  private final String signingId;
  private final SortedMap<String, MessageValidator> validators;

  public MessageChecks(
      MessageSigning signing, String signingId, SortedMap<String, MessageValidator> validators) {
    this.signing = signing;
    this.signingId = signingId;
    this.validators = validators;
  }

  /** Whether the application checks the messages of this topic. */
  boolean hasValidator(GossipMessage message) {
    return validator(message) != null;
  }

  /** Whether the checks cost no more than a few hashes. */
  boolean canRunInline(Verification verification) {
    return !hasValidator(verification.message) && (!verification.signed || isProven(verification));
  }

  /** The checks, unless the proof that would make them cheap is gone. */
  Outcome run(Verification verification) {
    return verification.signed && !verification.isAdmitted() && !isProven(verification)
        ? Outcome.UNPROVEN
        : runNow(verification);
  }

  /** The checks, however expensive they are. */
  Outcome runNow(Verification verification) {
    if (verification.signed && !verify(verification.message)) {
      return Outcome.FORGED;
    }
    return switch (validate(verification.message)) {
      case ACCEPT -> Outcome.GOOD;
      case IGNORE -> Outcome.IGNORED;
      case REJECT -> Outcome.REJECTED;
    };
  }

  // The calls for each message are without lambdas, which would cost an allocation.

  /** Whether a signature is well formed and worth verifying; costs nothing. */
  boolean isWellFormed(GossipMessage message) {
    try {
      return signing.isWellFormed(message.author(), message.signature());
    } catch (Throwable e) {
      throw PluginFailure.attribute(signingId, "isWellFormed", e);
    }
  }

  /** Called on the node's thread before the checks run on another one. */
  ByteString batchSignature(Verification verification) {
    ByteString known = verification.batchSignature;
    if (known != null) {
      return known;
    }
    try {
      ByteString shared = signing.batchSignature(verification.message.signature());
      verification.batchSignature = Objects.requireNonNull(shared, "it returned null");
      return shared;
    } catch (Throwable e) {
      throw PluginFailure.attribute(signingId, "batchSignature", e);
    }
  }

  boolean isProven(Verification verification) {
    ByteString shared = batchSignature(verification);
    try {
      return signing.isProven(verification.message.author(), shared);
    } catch (Throwable e) {
      throw PluginFailure.attribute(signingId, "isProven", e);
    }
  }

  boolean trusts(AuthorId author, String topic) {
    try {
      return signing.trusts(author, topic);
    } catch (Throwable e) {
      throw PluginFailure.attribute(signingId, "trusts", e);
    }
  }

  private boolean verify(GossipMessage message) {
    try {
      return signing.verify(message.author(), message.signedBytes(), message.signature());
    } catch (Throwable e) {
      throw PluginFailure.attribute(signingId, "verify", e);
    }
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
}
