package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The saboteurs of {@link TransportContract} that mishandle frames and datagrams. */
final class FrameSaboteurs {
  private FrameSaboteurs() {}

  @ViolatesRule(
      value = {"T8", "T10", "T16", "T40", "T41", "T42"},
      saying = " bytes, without faults")
  static class TruncatesLongFrames extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public boolean frame(LinkId link, ByteString frame) {
          return super.frame(link, frame.substring(0, Math.min(1_000, frame.size())));
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T9", "T44"},
      saying = "datagrams sent before Transport.flush; wait for it, so that frames can share them")
  static class TransmitsBeforeFlush extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          SendResult result = super.send(link, frame, priority);
          flush();
          return result;
        }
      };
    }
  }

  @ViolatesRule(value = "T10", saying = "Transport.send of a frame of 1052673 bytes threw")
  static class ThrowsOnOversizedFrames extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          int maxBytes = limits(link).maxBytes();
          if (maxBytes > 0 && frame.size() > maxBytes) {
            throw new IllegalArgumentException("a frame of " + frame.size() + " bytes");
          }
          return super.send(link, frame, priority);
        }
      };
    }
  }

  @ViolatesRule(value = "T10", saying = "or above FrameLimits.maxBytes is TOO_LARGE")
  static class AnswersQueuedForOversizedFrames extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          SendResult result = super.send(link, frame, priority);
          return result == SendResult.TOO_LARGE ? SendResult.QUEUED : result;
        }
      };
    }
  }

  @ViolatesRule(value = "T10", saying = "sent together with an empty one")
  static class DropsTheBatchForAnEmptyFrame extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private boolean sawEmptyFrame;

        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          sawEmptyFrame |= frame.isEmpty();
          return super.send(link, frame, priority);
        }

        @Override
        public void flush() {
          super.flush();
          sawEmptyFrame = false;
        }

        @Override
        public void transmit(PeerAddress to, ByteBuffer datagram) {
          if (!sawEmptyFrame) {
            super.transmit(to, datagram);
          }
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T11", "T43"},
      saying = "bytes was queued; subtract it from 1073741824")
  static class ReportsUnlimitedRoom extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public FrameLimits limits(LinkId link) {
          FrameLimits limits = super.limits(link);
          return isUp(link)
              ? new FrameLimits(limits.datagramBytes(), limits.maxBytes(), 1 << 30, 1 << 29)
              : limits;
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T11", "T28"},
      saying = "what Transport.send answers for a frame that had no room")
  static class AnswersTooLargeWithoutRoom extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          int room = limits(link).roomBytes();
          return isUp(link) && frame.size() > room
              ? SendResult.TOO_LARGE
              : super.send(link, frame, priority);
        }
      };
    }
  }

  @ViolatesRule(value = "T12", saying = "Transport.limits of a link that is not up")
  static class ReportsRoomOnClosedLinks extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public FrameLimits limits(LinkId link) {
          return isUp(link) ? super.limits(link) : new FrameLimits(0, 0, 1_000, 1_000);
        }
      };
    }
  }

  @ViolatesRule(value = "T12", saying = "what Transport.send answers on a link that is not up")
  static class AnswersQueuedOnClosedLinks extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          SendResult result = super.send(link, frame, priority);
          return result == SendResult.NOT_UP ? SendResult.QUEUED : result;
        }
      };
    }
  }

  @ViolatesRule(value = "T12", saying = "Transport.send of a frame of 5 bytes threw")
  static class ThrowsOnClosedLinks extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          if (!isUp(link)) {
            throw new IllegalArgumentException("there is no " + link);
          }
          return super.send(link, frame, priority);
        }
      };
    }
  }

  @ViolatesRule(
      value = "T13",
      saying = "frames that arrived on a link on which they were never sent")
  static class AttributesFramesToTheLatestLink extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private @Nullable LinkId latest;

        @Override
        public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
          latest = link;
          super.up(link, peer, direction, address);
        }

        @Override
        public boolean frame(LinkId link, ByteString frame) {
          return super.frame(latest == null ? link : latest, frame);
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T13", "T18", "T22"},
      saying = "use the same LinkId object that LinkEvents.up reported")
  static class UsesFreshLinkIds extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public boolean frame(LinkId link, ByteString frame) {
          return super.frame(new LinkId(link.value()), frame);
        }
      };
    }
  }

  @ViolatesRule(value = "T14", saying = "authenticate datagrams, or override detectsCorruption")
  static class DoesNotDetectCorruption extends PlainUdpTransportTest {
    @Override
    protected boolean detectsCorruption() {
      return true;
    }
  }

  @ViolatesRule(value = "T15", saying = "an exception stops the node: handle it in the plugin")
  static class ThrowsOnGarbage extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
          datagram.getInt(datagram.position());
          super.onDatagram(from, datagram);
        }
      };
    }
  }

  @ViolatesRule(
      value = "T15",
      saying = "TransportContext.dropped must count each of 1000 random datagrams")
  static class DoesNotCountGarbage extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void dropped(DropReason reason) {
          if (reason != DropReason.NOT_GOSSIP) {
            super.dropped(reason);
          }
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T16", "T17"},
      saying = "after Transport.onDatagram; copy what is kept")
  static class KeepsSlicesOfTheBuffer extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public boolean frame(LinkId link, ByteString frame) {
          // The frame shares memory with the buffer.
          schedule(
              Duration.ZERO,
              "deliver",
              () -> {
                if (isUp(link)) {
                  super.frame(link, frame);
                }
              });
          return true;
        }
      };
    }
  }

  @ViolatesRule(
      value = "T16",
      saying = "number of frames that arrived, of 100 in one flush, when the buffer is")
  static class ReadsTheBufferLater extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
          schedule(Duration.ZERO, "read", () -> super.onDatagram(from, datagram));
        }
      };
    }
  }
}
