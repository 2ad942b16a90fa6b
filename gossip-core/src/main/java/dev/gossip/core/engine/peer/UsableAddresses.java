package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.addresses.AddressRules;
import dev.gossip.core.engine.runtime.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The addresses of a name that can be dialed.
 *
 * @param addresses in the order in which they were found
 * @param why why there is none, or why the last one that cannot be dialed is left out
 */
record UsableAddresses(List<PeerAddress> addresses, String why) {
  // A name with more addresses probably stands for many nodes, of which any will do.
  private static final int MAX_ADDRESSES = 16;

  /**
   * @param own which addresses are those of this node itself
   * @param self why they are not dialed
   */
  static UsableAddresses of(Resolution resolution, Predicate<PeerAddress> own, String self) {
    String why = resolution.failureReason();
    List<PeerAddress> usable = new ArrayList<>();
    for (PeerAddress address : resolution.addresses()) {
      String objection = AddressRules.dialObjection(address);
      if (own.test(address)) {
        why = "the name resolves to " + address + ": " + self;
      } else if (objection == null) {
        if (usable.size() < MAX_ADDRESSES) {
          usable.add(address);
        }
      } else {
        why = "the name resolves to " + address.host() + ": " + objection;
      }
    }
    return new UsableAddresses(usable, why);
  }
}
