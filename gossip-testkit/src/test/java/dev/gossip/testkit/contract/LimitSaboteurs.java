package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import org.jspecify.annotations.Nullable;

/** The saboteurs of {@link TransportContract} that say wrong things about sizes and room. */
final class LimitSaboteurs {
  private LimitSaboteurs() {}

  @ViolatesRule(value = "T27", saying = "FrameLimits.datagramBytes of a link that is up, at most")
  static class ClaimsLargeDatagrams extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public FrameLimits limits(LinkId link) {
          FrameLimits limits = super.limits(link);
          return isUp(link)
              ? new FrameLimits(
                  2 * limits.maxBytes(),
                  limits.maxBytes(),
                  limits.roomBytes(),
                  limits.ownRoomBytes())
              : limits;
        }
      };
    }
  }

  @ViolatesRule(value = "T27", saying = "Transport.maxFrameBytes must not change")
  static class ForgetsItsLargestFrame extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private boolean closedOne;

        @Override
        public void close(LinkId link, CloseReason reason) {
          closedOne = true;
          super.close(link, reason);
        }

        @Override
        public int maxFrameBytes() {
          return closedOne ? 1 : super.maxFrameBytes();
        }
      };
    }
  }

  @ViolatesRule(
      value = {"T27", "T8", "T16"},
      saying = "Transport.datagramFrameBytes, at most FrameLimits.datagramBytes")
  static class ClaimsLargeUsualFrames extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public int datagramFrameBytes() {
          return 16 * super.datagramFrameBytes();
        }
      };
    }
  }

  @ViolatesRule(value = "T28", saying = "after Transport.send answered NO_ROOM")
  static class NeverReportsRoom extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void room(LinkId link) {}
      };
    }
  }

  @ViolatesRule(
      value = {"T28", "T43"},
      saying = "LinkEvents.room although every frame had room")
  static class ReportsRoomAfterEachFlush extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private @Nullable LinkId latest;

        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          latest = link;
          return super.send(link, frame, priority);
        }

        @Override
        public void flush() {
          super.flush();
          if (latest != null && isUp(latest)) {
            room(latest);
            latest = null;
          }
        }
      };
    }
  }
}
