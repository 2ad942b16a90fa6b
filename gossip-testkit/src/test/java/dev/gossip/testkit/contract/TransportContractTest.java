package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TransportContractTest extends ContractProof {
  TransportContractTest() {
    super(TransportContract.class, FrameSaboteurs.class);
  }

  @Test
  void whatReliesOnAChecksumBelowSkipsCorruption() {
    ContractRun run = ContractRun.of(UdpTransportTest.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped()).containsOnlyKeys("T14");
    assertThat(run.skipped().get("T14")).contains("declared to rely on the checksum");
  }

  @Breaks(value = "T1", saying = "Transport.Factory.create must not send")
  static class AnnouncesItself extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) -> {
        context.transmit(new PeerAddress("127.0.0.1", 5010), ByteBuffer.allocate(30));
        return new TamperedUdp(context, events);
      };
    }
  }

  @Breaks(value = "T2", saying = "LinkEvents.up at the end that dialled")
  static class ConfusesWhoDialled extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
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

  @Breaks(value = "T3", saying = "dials that failed though the link is up")
  static class WillNotDialTwice extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            private final Map<PeerAddress, LinkId> linked = new HashMap<>();

            @Override
            public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
              linked.put(address, link);
              super.up(link, peer, direction, address);
            }

            @Override
            public void dial(PeerAddress address) {
              LinkId link = linked.get(address);
              if (link != null && maxFrameBytes(link) > 0) {
                schedule(Duration.ZERO, "fail", () -> dialFailed(address, "it is linked already"));
              } else {
                super.dial(address);
              }
            }
          };
    }
  }

  @Breaks(
      value = {"T4", "T6"},
      saying = "has the links [], where one was to be; see LinkEvents.up")
  static class WaitsForItsOwnDial extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            private final Set<PeerAddress> dialling = new HashSet<>();

            @Override
            public void dial(PeerAddress address) {
              dialling.add(address);
              super.dial(address);
            }

            @Override
            public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
              dialling.remove(address);
              super.up(link, peer, direction, address);
            }

            @Override
            public void onDatagram(PeerAddress from, ByteBuffer datagram) {
              if (typeOf(datagram) == CONNECT && dialling.contains(from)) {
                dropped(DropReason.LINKED_ELSEWHERE);
              } else {
                super.onDatagram(from, datagram);
              }
            }
          };
    }
  }

  @Breaks(value = "T5", saying = "LinkEvents.dialFailed is told once")
  static class FailsTwice extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public void dialFailed(PeerAddress address, String why) {
              super.dialFailed(address, why);
              schedule(Duration.ofSeconds(1), "again", () -> super.dialFailed(address, why));
            }
          };
    }
  }

  @Breaks(value = "T5", saying = "LinkEvents.dialFailed within PT1S of dial number 1")
  static class FailsLate extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public void dialFailed(PeerAddress address, String why) {
              schedule(Duration.ofMillis(1), "later", () -> super.dialFailed(address, why));
            }
          };
    }
  }

  @Breaks(value = "T6", saying = "LinkEvents.refused, for waiting will not mend it")
  static class FailsWhereItIsRefused extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public void refused(PeerAddress address, String why) {
              dialFailed(address, why);
            }
          };
    }
  }

  @Breaks(value = "T7", saying = "LinkEvents.down of the link to the node that is no more")
  static class KeepsTheDead extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public void down(LinkId link, DownReason reason) {
              if (reason.kind() != DownReason.Kind.RESTARTED) {
                super.down(link, reason);
              }
            }
          };
    }
  }

  @Breaks(value = "T17", saying = "the kind of reason at the other end")
  static class ClosesWithoutAWord extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            private boolean closing;

            @Override
            public void close(LinkId link, CloseReason reason) {
              flush();
              closing = true;
              super.close(link, reason);
              closing = false;
            }

            @Override
            public void transmit(PeerAddress to, ByteBuffer datagram) {
              if (!closing) {
                super.transmit(to, datagram);
              }
            }
          };
    }
  }

  @Breaks(value = "T17", saying = "frames that waited when Transport.close was called")
  static class LosesWhatWaits extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            private boolean closing;

            @Override
            public void close(LinkId link, CloseReason reason) {
              closing = true;
              super.close(link, reason);
              closing = false;
            }

            @Override
            public void transmit(PeerAddress to, ByteBuffer datagram) {
              if (!closing || typeOf(datagram) != DATA) {
                super.transmit(to, datagram);
              }
            }
          };
    }
  }

  @Breaks(value = "T17", saying = "LinkEvents.down at the other end of a link that was closed as")
  static class TellsACloseTwice extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public void down(LinkId link, DownReason reason) {
              super.down(link, reason);
              if (reason.kind() == DownReason.Kind.CLOSED_BY_PEER) {
                super.down(link, reason);
              }
            }
          };
    }
  }

  @Breaks(value = "T18", saying = "what was told of a link after its close")
  static class TellsTheCloserToo extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public void close(LinkId link, CloseReason reason) {
              super.close(link, reason);
              DownReason why = new DownReason(DownReason.Kind.CLOSED_BY_PEER, reason.detail());
              schedule(Duration.ZERO, "tell", () -> down(link, why));
            }
          };
    }
  }

  @Breaks(value = "T18", saying = "after LinkEvents.frame had closed it")
  static class DoesNotLookAgain extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            private final List<Runnable> arrived = new ArrayList<>();

            @Override
            public void onDatagram(PeerAddress from, ByteBuffer datagram) {
              super.onDatagram(from, datagram);
              arrived.forEach(Runnable::run);
              arrived.clear();
            }

            @Override
            public boolean frame(LinkId link, ByteString frame) {
              arrived.add(() -> super.frame(link, frame));
              return true;
            }
          };
    }
  }

  @Breaks(value = "T19", saying = "LinkEvents.down within PT6S after the other end fell silent")
  static class NeverNoticesSilence extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public void down(LinkId link, DownReason reason) {
              if (reason.kind() != DownReason.Kind.SILENT) {
                super.down(link, reason);
              }
            }
          };
    }
  }

  @Breaks(
      value = {"T20", "T21"},
      saying = "LinkEvents.down of a link that was only idle")
  static class NeverAsksWhetherSomebodyIsThere extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public void transmit(PeerAddress to, ByteBuffer datagram) {
              if (typeOf(datagram) != PING) {
                super.transmit(to, datagram);
              }
            }
          };
    }
  }

  @Breaks(value = "T21", saying = "timers that wait while one link is idle, when 0 were closed")
  static class LeaksTimers extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public TimerHandle schedule(Duration delay, String label, Runnable action) {
              super.schedule(Duration.ofHours(1), "statistics", () -> {});
              return super.schedule(delay, label, action);
            }
          };
    }
  }

  @Breaks(value = "T21", saying = "cancel those of a link with it")
  static class KeepsATimerOfEachLink extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
              schedule(Duration.ofHours(1), "statistics of " + link, () -> {});
              super.up(link, peer, direction, address);
            }
          };
    }

    @Override
    protected int timersPerLink() {
      return 100;
    }
  }

  @Breaks(value = "T22", saying = "frames that LinkEvents.up sent")
  static class IsDeafWhileItTells extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            private boolean telling;

            @Override
            public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
              telling = true;
              super.up(link, peer, direction, address);
              telling = false;
            }

            @Override
            public void send(LinkId link, ByteString frame) {
              if (telling) {
                dropped(DropReason.TOO_MANY_LINKS);
              } else {
                super.send(link, frame);
              }
            }
          };
    }
  }

  @Breaks(value = "T23", saying = "tell it from onDatagram or a timer")
  static class FailsAtOnce extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public void dial(PeerAddress address) {
              if (address.port() == 5999) {
                dialFailed(address, "it is known to be down");
              } else {
                super.dial(address);
              }
            }
          };
    }
  }

  @Breaks(value = "T24", saying = "time and chance come from TransportContext")
  static class DrawsItsOwnLots extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public RandomGenerator random() {
              return new SplittableRandom();
            }
          };
    }
  }

  @Breaks(value = "T24", saying = "nothing from static fields")
  static class CountsForAllNodes extends UdpTransportTest {
    private static long linksOfAllNodes;

    @Override
    protected Transport.Factory factory() {
      return CountsForAllNodes::counting;
    }

    private static Transport counting(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public RandomGenerator random() {
          return () -> ++linksOfAllNodes;
        }
      };
    }
  }

  @Breaks(value = "T25", saying = "when a stranger has come first under the peer's id")
  static class BelievesWhoComesFirst extends UdpTransportTest {
    private static final int ID_OFFSET = 22;
    private static final int ID_BYTES = 32;

    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
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

  @Breaks(value = "T26", saying = "send a close when a link ends for silence")
  static class EndsSilentLinksSilently extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            private boolean inTimer;

            @Override
            public TimerHandle schedule(Duration delay, String label, Runnable action) {
              return super.schedule(
                  delay,
                  label,
                  () -> {
                    inTimer = true;
                    action.run();
                    inTimer = false;
                  });
            }

            @Override
            public void transmit(PeerAddress to, ByteBuffer datagram) {
              if (!inTimer || typeOf(datagram) != CLOSE) {
                super.transmit(to, datagram);
              }
            }
          };
    }
  }
}
