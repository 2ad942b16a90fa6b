package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.engine.Verification.Outcome;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What message signing and the application's validators say of a message. Any thread. */
final class MessageChecks {
  private final MessageSigning signing;
  private final String signingId;
  private final SortedMap<String, MessageValidator> validators;

  MessageChecks(
      MessageSigning signing, String signingId, SortedMap<String, MessageValidator> validators) {
    this.signing = signing;
    this.signingId = signingId;
    this.validators = validators;
  }

  /** Whether the tests take no more than a few hashes. */
  boolean areCheap(Verification check) {
    return validator(check.message) == null && (!check.signed || isProven(check));
  }

  Outcome run(Verification check) {
    if (check.signed) {
      if (!check.isPaid() && !isProven(check)) {
        return Outcome.UNPROVEN;
      }
      if (!verify(check.message)) {
        return Outcome.FORGED;
      }
    }
    return switch (validate(check.message)) {
      case ACCEPT -> Outcome.GOOD;
      case IGNORE -> Outcome.IGNORED;
      case REJECT -> Outcome.REJECTED;
    };
  }

  /** Whether a signature is worth a check; costs nothing. */
  boolean hasForm(GossipMessage message) {
    return guard("hasForm", () -> signing.hasForm(message.author(), message.signature()));
  }

  ByteString sharedPart(Verification check) {
    return guard("sharedPart", () -> signing.sharedPart(check.message.signature()));
  }

  boolean isProven(Verification check) {
    ByteString shared = sharedPart(check);
    return guard("isProven", () -> signing.isProven(check.message.author(), shared));
  }

  boolean trusts(AuthorId author, String topic) {
    return guard("trusts", () -> signing.trusts(author, topic));
  }

  private boolean verify(GossipMessage message) {
    return guard(
        "verify",
        () -> signing.verify(message.author(), message.signedBytes(), message.signature()));
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
}
