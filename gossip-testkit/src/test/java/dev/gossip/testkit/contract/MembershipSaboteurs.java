package dev.gossip.testkit.contract;

import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;
import java.time.Duration;
import java.util.List;

/** Memberships that violate the rules G14 to G17. */
final class MembershipSaboteurs {
  private MembershipSaboteurs() {}

  @ViolatesRule(value = "G14", saying = "protect only outbound peers")
  static class ProtectsInboundPeers extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        public void onPeerUp(Peer peer) {
          super.onPeerUp(peer);
          context.protect(peer.id());
        }
      };
    }
  }

  @ViolatesRule(value = "G15", saying = "wait before the next one")
  static class DialsAgainAtOnce extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        public void onPeerAdded(PeerAddress address) {
          super.onPeerAdded(address);
          for (KnownAddress known : context.addresses().latest(3)) {
            context.feeler(known.address());
          }
        }

        @Override
        public void onDialOutcome(PeerAddress address, DialOutcome outcome) {
          if (outcome.kind() == DialOutcome.Kind.UNREACHABLE && !address.host().startsWith("203")) {
            context.feeler(address);
          }
        }
      };
    }
  }

  @ViolatesRule(value = "G16", saying = "how long a candidate waited at a node that is full")
  static class KeepsOthersWaitingWhenFull extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        Duration moment() {
          return Duration.ofSeconds(4);
        }
      };
    }
  }

  @ViolatesRule(value = "G17", saying = "take them from AddressBook.toPassOn")
  static class NamesStrangers extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        List<PeerAddress> named(int max) {
          return context.addresses().latest(max).stream().map(KnownAddress::address).toList();
        }
      };
    }
  }
}
