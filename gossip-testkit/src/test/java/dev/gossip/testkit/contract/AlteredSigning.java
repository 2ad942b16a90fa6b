package dev.gossip.testkit.contract;

import dev.gossip.api.signing.MessageSigning;
import dev.gossip.api.signing.SigningContext;

/** A test of a signing that is altered in a few methods, usually to break one rule. */
abstract class AlteredSigning extends MessageSigningContract {

  /** Creates the signing under test, usually a {@link ToySigning}. */
  abstract MessageSigning create(SigningContext context);

  @Override
  protected final MessageSigning.Factory factory() {
    return this::create;
  }
}
