package dev.gossip.testkit.contract;

import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;

/** A test of a membership that is altered in a few methods, usually to break one rule. */
abstract class AlteredMembership extends MembershipContract {

  /** Creates the membership under test, usually a {@link ToyMembership}. */
  abstract Membership create(MembershipContext context);

  @Override
  protected final Membership.Factory factory() {
    return this::create;
  }
}
