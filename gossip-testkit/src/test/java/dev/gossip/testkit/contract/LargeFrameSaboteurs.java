package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.datagram.DataBody;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.fragment.ReceivedFragment;
import dev.gossip.udp.fragment.TransferId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The saboteurs of {@link TransportContract} that lose large frames, or count wrongly what waits.
 */
final class LargeFrameSaboteurs {
  private LargeFrameSaboteurs() {}

  /** The fragments in a datagram of a link without protection. */
  private static List<ReceivedFragment> fragmentsOf(ByteBuffer datagram) {
    if (TamperedUdp.typeOf(datagram) != TamperedUdp.DATA) {
      return List.of();
    }
    ByteBuffer body = datagram.duplicate().position(datagram.position() + Datagrams.HEADER_BYTES);
    try {
      return DataBody.of(ByteString.copyFrom(body)).fragments();
    } catch (MalformedException e) {
      throw new AssertionError("a datagram of this transport", e);
    }
  }

  @ViolatesRule(
      value = {"T40", "T41", "T42"},
      saying = "resend what is not acknowledged")
  static class SendsEachFragmentOnce extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private final Map<TransferId, Set<Integer>> sentOffsets = new HashMap<>();

        @Override
        public void transmit(PeerAddress to, ByteBuffer datagram) {
          if (fragmentsOf(datagram).stream().allMatch(this::isNew)) {
            super.transmit(to, datagram);
          }
        }

        private boolean isNew(ReceivedFragment fragment) {
          return sentOffsets
              .computeIfAbsent(fragment.transfer(), transfer -> new HashSet<>())
              .add(fragment.offset());
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T41", "T44"},
      saying = "frames of Priority.ASSURED arrived while every fifth datagram is lost")
  static class SendsAssuredFramesOnce extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          return super.send(
              link, frame, priority == Priority.ASSURED ? Priority.RELAYED : priority);
        }
      };
    }
  }

  @ViolatesRule(value = "T42", saying = "bytes are lost, from the start")
  static class FillsDatagramsUpToTheInterface extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void transmit(PeerAddress to, ByteBuffer datagram) {
          int bytes = maxDatagramBytes(to);
          // Two bytes are the least that padding takes.
          if (fragmentsOf(datagram).isEmpty() || datagram.remaining() + 2 > bytes) {
            super.transmit(to, datagram);
            return;
          }
          ByteBuffer padded = ByteBuffer.allocate(bytes).put(datagram);
          Datagrams.putPadding(padded);
          super.transmit(to, padded.flip());
        }
      };
    }
  }

  @ViolatesRule(value = "T42", saying = "LinkStats.datagramBytes where larger datagrams")
  static class ClaimsWidePaths extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public LinkStats stats(LinkId link) {
          LinkStats stats = super.stats(link);
          return new LinkStats(
              stats.datagramsExpected(), stats.datagramsLost(), stats.roundTrip(), 9_000);
        }
      };
    }
  }

  @ViolatesRule(value = "T43", saying = "keep a part of the queue for it")
  static class KeepsNoRoomForOtherNodes extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          return super.send(link, frame, priority == Priority.OWN ? Priority.RELAYED : priority);
        }

        @Override
        public FrameLimits limits(LinkId link) {
          FrameLimits limits = super.limits(link);
          return new FrameLimits(
              limits.datagramBytes(), limits.maxBytes(), limits.roomBytes(), limits.roomBytes());
        }
      };
    }
  }

  @ViolatesRule(value = "T43", saying = "FrameLimits.ownRoomBytes at LinkEvents.room")
  static class ReportsRoomThatOwnFramesDoNotHave extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private @Nullable LinkId wanting;

        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          SendResult result = super.send(link, frame, priority);
          wanting = result == SendResult.NO_ROOM && priority == Priority.OWN ? link : wanting;
          return result;
        }

        @Override
        public void flush() {
          super.flush();
          if (wanting != null && isUp(wanting) && limits(wanting).roomBytes() > 0) {
            room(wanting);
            wanting = null;
          }
        }
      };
    }
  }

  @ViolatesRule(value = "T44", saying = "bytes wait")
  static class CountsNoUnsentBytes extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public long unsentBytes() {
          return 0;
        }
      };
    }
  }

  @ViolatesRule(value = "T44", saying = "before frames that are resent are acknowledged")
  static class ForgetsUnsentBytesAtFlush extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private long bytes;

        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          SendResult result = super.send(link, frame, priority);
          bytes += result == SendResult.QUEUED && priority != Priority.CONTROL ? frame.size() : 0;
          return result;
        }

        @Override
        public void flush() {
          super.flush();
          bytes = 0;
        }

        @Override
        public long unsentBytes() {
          return bytes;
        }
      };
    }
  }
}
