package dev.gossip.core.engine.verify;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.engine.services.PluginFailure;
import dev.gossip.core.engine.verify.Verification.Outcome;
import java.util.SortedMap;
import java.util.function.Supplier;
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

  Outcome run(Verification verification) {
    if (verification.signed) {
      if (!verification.isAdmitted() && !isProven(verification)) {
        return Outcome.UNPROVEN;
      }
      if (!verify(verification.message)) {
        return Outcome.FORGED;
      }
    }
    return switch (validate(verification.message)) {
      case ACCEPT -> Outcome.GOOD;
      case IGNORE -> Outcome.IGNORED;
      case REJECT -> Outcome.REJECTED;
    };
  }

  /** Whether a signature is well formed and worth verifying; costs nothing. */
  boolean isWellFormed(GossipMessage message) {
    return guard("isWellFormed", () -> signing.isWellFormed(message.author(), message.signature()));
  }

  ByteString batchSignature(Verification verification) {
    return guard("batchSignature", () -> signing.batchSignature(verification.message.signature()));
  }

  boolean isProven(Verification verification) {
    ByteString shared = batchSignature(verification);
    return guard("isProven", () -> signing.isProven(verification.message.author(), shared));
  }

  boolean trusts(AuthorId author, String topic) {
    // Without a lambda, which would cost an allocation for each message.
    try {
      return signing.trusts(author, topic);
    } catch (Throwable e) {
      throw PluginFailure.attribute(signingId, "trusts", e);
    }
  }

  private boolean verify(GossipMessage message) {
    return guard(
        "verify",
        () -> signing.verify(message.author(), message.signedBytes(), message.signature()));
  }

  private <T> T guard(String method, Supplier<T> call) {
    return PluginFailure.guard(signingId, method, call);
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
