package dev.gossip.testkit.contract;

import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;

/** A test of a spam control that is altered in a few methods, usually to break one rule. */
abstract class AlteredSpamControl extends SpamControlContract {

  /** Creates the spam control under test, usually a {@link ToySpamControl}. */
  abstract SpamControl create(SpamContext context);

  @Override
  protected final SpamControl.Factory factory() {
    return this::create;
  }
}
