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
  void transportThatReliesOnALowerChecksumSkipsTheCorruptionRule() {
    ContractRun run = ContractRun.of(UdpTransportTest.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped()).containsOnlyKeys("T14");
    assertThat(run.skipped().get("T14")).contains("declared to rely on the checksum");
  }

  @ViolatesRule(value = "T1", saying = "Transport.Factory.create must not send")
  static class AnnouncesItself extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) -> {
        context.transmit(new PeerAddress("127.0.0.1", 5010), ByteBuffer.allocate(30));
        return new TamperedUdp(context, events);
      };
    }
  }

  @ViolatesRule(value = "T2", saying = "LinkEvents.up at the end that dialed")
  static class SwapsTheLinkDirection extends UdpTransportTest {
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

  @ViolatesRule(value = "T3", saying = "LinkEvents.dialFailed although the link is up")
  static class FailsARepeatedDial extends UdpTransportTest {
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

  @ViolatesRule(
      value = {"T4", "T6"},
      saying = "must have exactly one link, but has []; check the calls of LinkEvents.up")
  static class DropsConnectsWhileDialing extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            private final Set<PeerAddress> dialing = new HashSet<>();

            @Override
            public void dial(PeerAddress address) {
              dialing.add(address);
              super.dial(address);
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
  static class ReportsAFailedDialTwice extends UdpTransportTest {
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

  @ViolatesRule(value = "T5", saying = "LinkEvents.dialFailed within PT1S of dial number 1")
  static class ReportsAFailedDialLate extends UdpTransportTest {
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

  @ViolatesRule(value = "T6", saying = "LinkEvents.refused, because a retry cannot succeed")
  static class ReportsARefusalAsAFailedDial extends UdpTransportTest {
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

  @ViolatesRule(value = "T7", saying = "LinkEvents.down of the link to the node that was replaced")
  static class KeepsTheLinkOfARestartedPeer extends UdpTransportTest {
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

  @ViolatesRule(value = "T17", saying = "DownReason.kind at the other end")
  static class ClosesSilently extends UdpTransportTest {
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

  @ViolatesRule(value = "T17", saying = "frames that were queued when Transport.close was called")
  static class DropsQueuedFramesOnClose extends UdpTransportTest {
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

  @ViolatesRule(
      value = "T17",
      saying = "LinkEvents.down at the other end of a link that was closed as")
  static class ReportsACloseTwice extends UdpTransportTest {
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

  @ViolatesRule(value = "T18", saying = "LinkEvents of a link after its close")
  static class ReportsDownAtTheClosingEnd extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            @Override
            public void close(LinkId link, CloseReason reason) {
              super.close(link, reason);
              DownReason why = new DownReason(DownReason.Kind.CLOSED_BY_PEER, reason.detail());
              schedule(Duration.ZERO, "report", () -> down(link, why));
            }
          };
    }
  }

  @ViolatesRule(value = "T18", saying = "after a callback of LinkEvents.frame closed it")
  static class ReportsFramesAfterAClose extends UdpTransportTest {
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

  @ViolatesRule(
      value = "T19",
      saying = "LinkEvents.down within PT6S after the other end became silent")
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

  @ViolatesRule(
      value = {"T20", "T21"},
      saying = "LinkEvents.down of a link that was only idle")
  static class NeverPings extends UdpTransportTest {
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

  @ViolatesRule(value = "T21", saying = "pending timers with one idle link, after 0 closed links")
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

  @ViolatesRule(value = "T21", saying = "cancel the timers of a link when it closes")
  static class LeaksATimerPerLink extends UdpTransportTest {
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

  @ViolatesRule(value = "T22", saying = "frames that were sent within LinkEvents.up")
  static class DropsFramesSentInCallbacks extends UdpTransportTest {
    @Override
    protected Transport.Factory factory() {
      return (context, events) ->
          new TamperedUdp(context, events) {
            private boolean inCallback;

            @Override
            public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
              inCallback = true;
              super.up(link, peer, direction, address);
              inCallback = false;
            }

            @Override
            public void send(LinkId link, ByteString frame) {
              if (inCallback) {
                dropped(DropReason.TOO_MANY_LINKS);
              } else {
                super.send(link, frame);
              }
            }
          };
    }
  }

  @ViolatesRule(value = "T23", saying = "report them from onDatagram or a timer")
  static class ReportsAFailedDialWithinTheCall extends UdpTransportTest {
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

  @ViolatesRule(value = "T24", saying = "take time and randomness from TransportContext only")
  static class UsesItsOwnRandomness extends UdpTransportTest {
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

  @ViolatesRule(value = "T24", saying = "keep no state in static fields")
  static class KeepsAStaticCounter extends UdpTransportTest {
    private static long linksOfAllNodes;

    @Override
    protected Transport.Factory factory() {
      return KeepsAStaticCounter::counting;
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

  @ViolatesRule(value = "T25", saying = "after a stranger linked first under the peer's id")
  static class BindsAnIdToItsFirstClaimant extends UdpTransportTest {
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

  @ViolatesRule(value = "T26", saying = "send a close when a link times out")
  static class SendsNoCloseOnTimeout extends UdpTransportTest {
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
