package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The saboteurs of {@link TransportContract} that trust what they should not. */
final class SecuritySaboteurs {
  private SecuritySaboteurs() {}

  @ViolatesRule(
      value = {"T31", "T25"},
      saying = "which an end claims that does not have its key")
  static class BelievesClaimedIds extends AlteredSecureTransport {
    private static final byte CLAIM = 0x7f;
    private static final int CLAIM_BYTES = 36;

    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedSecureUdp(context, events) {
        private final Map<PeerAddress, PeerId> claimed = new HashMap<>();

        @Override
        public void transmit(PeerAddress to, ByteBuffer datagram) {
          if (typeOf(datagram) == INIT) {
            byte[] id = HexFormat.of().parseHex(self().hex());
            super.transmit(to, ByteBuffer.allocate(CLAIM_BYTES).putInt(CLAIM).put(id).flip());
          }
          super.transmit(to, datagram);
        }

        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
          if (typeOf(datagram) == CLAIM && datagram.remaining() == CLAIM_BYTES) {
            byte[] id = new byte[CLAIM_BYTES - 4];
            datagram.get(datagram.position() + 4, id);
            claimed.put(from, new PeerId(id));
          } else {
            super.onDatagram(from, datagram);
          }
        }

        @Override
        public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
          super.up(link, claimed.getOrDefault(address, peer), direction, address);
        }
      };
    }
  }

  @ViolatesRule(value = "T32", saying = "LinkEvents.up with a node that restarted")
  static class RefusesARestartedPeer extends AlteredSecureTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedSecureUdp(context, events) {
        private final Map<LinkId, PeerId> linked = new HashMap<>();

        @Override
        public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
          linked.put(link, peer);
          super.up(link, peer, direction, address);
        }

        @Override
        public void down(LinkId link, DownReason reason) {
          linked.remove(link);
          super.down(link, reason);
        }

        @Override
        public void close(LinkId link, CloseReason reason) {
          linked.remove(link);
          super.close(link, reason);
        }

        @Override
        public boolean mayAccept(PeerId peer) {
          return !linked.containsValue(peer) && super.mayAccept(peer);
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T33", "T34"},
      saying = "remember which packet numbers have arrived")
  static class DeliversRepeatedDatagrams extends AlteredSecureTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedSecureUdp(context, events) {
        private final Map<PeerAddress, Map<ByteBuffer, Opened>> opened = new HashMap<>();
        private Opened latest = new Opened();

        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
          Map<ByteBuffer, Opened> ofSender =
              opened.computeIfAbsent(from, sender -> new HashMap<>());
          ByteBuffer copy = copyOf(datagram);
          Opened before = ofSender.get(copy);
          if (before != null && isUp(before.link)) {
            before.frames.forEach(frame -> events.frame(before.link, frame));
            return;
          }
          latest = new Opened();
          super.onDatagram(from, datagram);
          if (!latest.frames.isEmpty()) {
            ofSender.put(copy, latest);
          }
        }

        @Override
        public boolean frame(LinkId link, ByteString frame) {
          latest.link = link;
          // A copy: the memory of a frame is used again for the next datagram.
          latest.frames.add(ByteString.copyFrom(frame.toByteArray()));
          return super.frame(link, frame);
        }
      };
    }

    private static final class Opened {
      final List<ByteString> frames = new ArrayList<>();
      LinkId link = new LinkId(0);
    }
  }

  @ViolatesRule(
      value = {"T34", "T14", "T35"},
      saying = "authenticate each datagram before using it")
  static class DeliversWhatItCannotOpen extends AlteredSecureTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedSecureUdp(context, events) {
        private final Map<PeerAddress, LinkId> links = new HashMap<>();
        private boolean isForged;

        @Override
        public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
          links.put(address, link);
          super.up(link, peer, direction, address);
        }

        @Override
        public void dropped(DropReason reason) {
          isForged = reason == DropReason.NOT_AUTHENTIC;
          super.dropped(reason);
        }

        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
          ByteBuffer copy = copyOf(datagram);
          isForged = false;
          super.onDatagram(from, datagram);
          LinkId link = links.get(from);
          if (isForged && isData(copy) && link != null && isUp(link)) {
            frame(link, ByteString.copyFrom(copy));
          }
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T35", "T34"},
      saying = "change the state of a link only for authentic datagrams")
  static class CountsForgeriesAsReceived extends AlteredSecureTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedSecureUdp(context, events) {
        private final Set<List<Long>> seen = new HashSet<>();

        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
          if (isData(datagram)
              && !seen.add(
                  List.of((long) from.port(), connectionOf(datagram), numberOf(datagram)))) {
            dropped(DropReason.REPLAYED_DATAGRAM);
          } else {
            super.onDatagram(from, datagram);
          }
        }
      };
    }
  }

  @ViolatesRule(value = "T36", saying = "with the key that they were sealed with")
  static class ForgetsTheOldKeyAtOnce extends AlteredSecureTransport {
    private static final int COUNTER_BITS = 40;

    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedSecureUdp(context, events) {
        private final Map<Long, Long> epochs = new HashMap<>();
        private boolean isForged;

        @Override
        public void dropped(DropReason reason) {
          isForged = true;
          super.dropped(reason);
        }

        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
          if (!isData(datagram)) {
            super.onDatagram(from, datagram);
            return;
          }
          long connection = connectionOf(datagram);
          long epoch = numberOf(datagram) >>> COUNTER_BITS;
          if (epoch < epochs.getOrDefault(connection, 0L)) {
            dropped(DropReason.NOT_AUTHENTIC);
            return;
          }
          isForged = false;
          super.onDatagram(from, datagram);
          if (!isForged) {
            epochs.put(connection, epoch);
          }
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T37", "T34"},
      saying = "ask the peer, and wait for its silence")
  static class BelievesResets extends AlteredSecureTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedSecureUdp(context, events) {
        private final Map<PeerAddress, LinkId> links = new HashMap<>();

        @Override
        public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
          links.put(address, link);
          super.up(link, peer, direction, address);
        }

        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
          LinkId link = links.get(from);
          if (typeOf(datagram) == RESET
              && datagram.remaining() == 12
              && link != null
              && isUp(link)) {
            udp.close(link, new CloseReason(CloseReason.Kind.ENDED, "it was reset"));
            down(link, new DownReason(DownReason.Kind.RESTARTED, "it was reset"));
          } else {
            super.onDatagram(from, datagram);
          }
        }
      };
    }
  }

  @ViolatesRule(value = "T38", saying = "keep sending to the peer's own address")
  static class FollowsTheLatestAddress extends AlteredSecureTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedSecureUdp(context, events) {
        private final Map<LinkId, PeerAddress> own = new HashMap<>();
        private final Map<PeerAddress, PeerAddress> latest = new HashMap<>();
        private PeerAddress sender = new PeerAddress("127.0.0.1", 1);

        @Override
        public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
          own.put(link, address);
          super.up(link, peer, direction, address);
        }

        @Override
        public boolean frame(LinkId link, ByteString frame) {
          latest.put(own.get(link), sender);
          return super.frame(link, frame);
        }

        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
          sender = from;
          super.onDatagram(from, datagram);
        }

        @Override
        public void transmit(PeerAddress to, ByteBuffer datagram) {
          super.transmit(latest.getOrDefault(to, to), datagram);
        }
      };
    }
  }

  @ViolatesRule(value = "T39", saying = "LinkStats.roundTrip of a link that has been up for")
  static class DoesNotMeasure extends AlteredSecureTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedSecureUdp(context, events) {
        @Override
        public LinkStats stats(LinkId link) {
          return LinkStats.NONE;
        }
      };
    }
  }

  @ViolatesRule(value = "T39", saying = "with a latency of 1 ms in each direction")
  static class ReportsOneWayTimes extends AlteredSecureTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedSecureUdp(context, events) {
        @Override
        public LinkStats stats(LinkId link) {
          LinkStats stats = super.stats(link);
          Optional<Duration> half = stats.roundTrip().map(time -> time.dividedBy(2));
          return new LinkStats(
              stats.datagramsExpected(), stats.datagramsLost(), half, stats.datagramBytes());
        }
      };
    }
  }
}
