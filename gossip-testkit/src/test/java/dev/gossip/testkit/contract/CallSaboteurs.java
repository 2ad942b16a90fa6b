package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The saboteurs of {@link TransportContract} that mishandle timers, calls and randomness. */
final class CallSaboteurs {
  private CallSaboteurs() {}

  @ViolatesRule(value = "T21", saying = "pending timers with one idle link, after 0 closed links")
  static class LeaksTimers extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public TimerHandle schedule(Duration delay, String label, Runnable action) {
          super.schedule(Duration.ofHours(1), "statistics", () -> {});
          return super.schedule(delay, label, action);
        }
      };
    }
  }

  @ViolatesRule(value = "T21", saying = "cancel the timers of a link when it closes")
  static class LeaksATimerPerLink extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
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
  static class DropsFramesSentInCallbacks extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        private boolean inCallback;

        @Override
        public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {
          inCallback = true;
          super.up(link, peer, direction, address);
          inCallback = false;
        }

        @Override
        public SendResult send(LinkId link, ByteString frame, Priority priority) {
          return inCallback ? SendResult.NOT_UP : super.send(link, frame, priority);
        }
      };
    }
  }

  @ViolatesRule(value = "T23", saying = "report them from onDatagram or a timer")
  static class ReportsAFailedDialWithinTheCall extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public void dial(PeerAddress address, Optional<PeerId> expected) {
          if (address.port() == 5999) {
            dialFailed(address, "it is known to be down");
          } else {
            super.dial(address, expected);
          }
        }
      };
    }
  }

  @ViolatesRule(value = "T24", saying = "take time and randomness from TransportContext only")
  static class UsesItsOwnRandomness extends AlteredTransport {
    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public RandomGenerator random() {
          return new SplittableRandom();
        }
      };
    }
  }

  @ViolatesRule(value = "T24", saying = "keep no state in static fields")
  static class KeepsAStaticCounter extends AlteredTransport {
    private static long linksOfAllNodes;

    @Override
    Transport create(TransportContext context, LinkEvents events) {
      return new TamperedUdp(context, events) {
        @Override
        public RandomGenerator random() {
          return () -> ++linksOfAllNodes;
        }
      };
    }
  }
}
