package dev.gossip.testkit.contract;

import dev.gossip.api.spam.SpamControl;

class ToySpamControlTest extends SpamControlContract {
  @Override
  protected SpamControl.Factory factory() {
    return ToySpamControl::new;
  }
}
