package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The saboteurs of {@link TransportContract} that mishandle links which go down. */
final class CloseSaboteurs {
  private CloseSaboteurs() {}

  @ViolatesRule(value = "T17", saying = "DownReason.kind at the other end")
  static class ClosesSilently extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
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
  static class DropsQueuedFramesOnClose extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
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
  static class ReportsACloseTwice extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
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
  static class ReportsDownAtTheClosingEnd extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
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
  static class ReportsFramesAfterAClose extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
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
      saying = "LinkEvents.down within 6s after the other end became silent")
  static class NeverNoticesSilence extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
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
  static class NeverPings extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void transmit(PeerAddress to, ByteBuffer datagram) {
          if (typeOf(datagram) != PING) {
            super.transmit(to, datagram);
          }
        }
      };
    }
  }

  @ViolatesRule(value = "T26", saying = "send a close when a link times out")
  static class SendsNoCloseOnTimeout extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
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
