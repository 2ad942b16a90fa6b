package dev.gossip.testkit.contract;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The saboteurs of {@link TransportContract} that mishandle links which come up. */
final class LinkSaboteurs {
  private LinkSaboteurs() {}

  @ViolatesRule(value = "T1", saying = "Transport.Factory.create must not send")
  static class AnnouncesItself extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      context.transmit(new PeerAddress("127.0.0.1", 5010), ByteBuffer.allocate(30));
      return new TamperedUdp(context, events);
    }
  }

  @ViolatesRule(value = "T2", saying = "LinkEvents.up at the end that dialed")
  static class SwapsTheLinkDirection extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
          super.up(
              link,
              peer,
              direction == Direction.INBOUND ? Direction.OUTBOUND : Direction.INBOUND,
              address);
        }
      };
    }
  }

  @ViolatesRule(value = "T3", saying = "LinkEvents.dialFailed although the link is up")
  static class FailsARepeatedDial extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private final Map<PeerAddress, LinkId> linked = new HashMap<>();

        @Override
        public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
          linked.put(address, link);
          super.up(link, peer, direction, address);
        }

        @Override
        public void dial(PeerAddress address, Optional<PeerId> expected) {
          LinkId link = linked.get(address);
          if (link != null && isUp(link)) {
            schedule(Duration.ZERO, "fail", () -> dialFailed(address, "it is linked already"));
          } else {
            super.dial(address, expected);
          }
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T4", "T6"},
      saying = "must have exactly one link, but has []; check the calls of LinkEvents.up")
  static class DropsConnectsWhileDialing extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private final Set<PeerAddress> dialing = new HashSet<>();

        @Override
        public void dial(PeerAddress address, Optional<PeerId> expected) {
          dialing.add(address);
          super.dial(address, expected);
        }

        @Override
        public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
          dialing.remove(address);
          super.up(link, peer, direction, address);
        }

        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
          if (typeOf(datagram) == CONNECT && dialing.contains(from)) {
            dropped(DropReason.LINKED_ELSEWHERE);
          } else {
            super.onDatagram(from, datagram);
          }
        }
      };
    }
  }

  @ViolatesRule(value = "T5", saying = "LinkEvents.dialFailed must be reported once per dial")
  static class ReportsAFailedDialTwice extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void dialFailed(PeerAddress address, String why) {
          super.dialFailed(address, why);
          schedule(Duration.ofSeconds(1), "again", () -> super.dialFailed(address, why));
        }
      };
    }
  }

  @ViolatesRule(value = "T5", saying = "LinkEvents.dialFailed within 1s of dial number 1")
  static class ReportsAFailedDialLate extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void dialFailed(PeerAddress address, String why) {
          schedule(Duration.ofMillis(1), "later", () -> super.dialFailed(address, why));
        }
      };
    }
  }

  @ViolatesRule(
      value = "T6",
      saying = "LinkEvents.selfDialed or LinkEvents.refused, because a retry")
  static class ReportsItselfAsAFailedDial extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void selfDialed(PeerAddress address) {
          dialFailed(address, "it is this node itself");
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T29", "T30"},
      saying = "LinkEvents.refused, once, of a dial that expected another id")
  static class ReportsARefusalAsAFailedDial extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void refused(PeerAddress address, String why) {
          dialFailed(address, why);
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T7", "T32"},
      saying = "LinkEvents.down of the link to the node that was replaced")
  static class KeepsTheLinkOfARestartedPeer extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void down(LinkId link, DownReason reason) {
          if (reason.kind() != DownReason.Kind.RESTARTED) {
            super.down(link, reason);
          }
        }
      };
    }
  }

  @ViolatesRule(value = "T25", saying = "after a stranger linked first under the peer's id")
  static class BindsAnIdToItsFirstClaimant extends AlteredTransport {
    private static final int ID_OFFSET = 22;
    private static final int ID_BYTES = 32;

    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private final Map<ByteBuffer, PeerAddress> ownerOfId = new HashMap<>();

        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
          if (typeOf(datagram) == CONNECT
              && datagram.remaining() >= ID_OFFSET + ID_BYTES
              && !from.equals(ownerOfId.computeIfAbsent(idIn(datagram), id -> from))) {
            dropped(DropReason.LINKED_ELSEWHERE);
          } else {
            super.onDatagram(from, datagram);
          }
        }

        private static ByteBuffer idIn(ByteBuffer datagram) {
          byte[] id = new byte[ID_BYTES];
          datagram.get(datagram.position() + ID_OFFSET, id);
          return ByteBuffer.wrap(id);
        }
      };
    }
  }

  @ViolatesRule(value = "T29", saying = "LinkEvents.up although the dial expected another id")
  static class IgnoresTheExpectedId extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void dial(PeerAddress address, Optional<PeerId> expected) {
          super.dial(address, Optional.empty());
        }
      };
    }
  }

  @ViolatesRule(value = "T30", saying = "LinkEvents.up with a node that LinkEvents.mayAccept")
  static class AcceptsEveryNode extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public boolean mayAccept(PeerId peer) {
          return true;
        }
      };
    }
  }

  @ViolatesRule(value = "T30", saying = "LinkEvents.refused at the dialer")
  static class RefusesSilently extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private boolean refusesOne;

        @Override
        public boolean mayAccept(PeerId peer) {
          refusesOne = !super.mayAccept(peer);
          return !refusesOne;
        }

        @Override
        public void refused(PeerAddress address, String why) {
          if (!refusesOne) {
            super.refused(address, why);
          }
        }
      };
    }
  }
}
