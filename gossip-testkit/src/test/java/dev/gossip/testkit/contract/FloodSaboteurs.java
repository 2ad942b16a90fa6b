package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/** The saboteurs of {@link RelayStrategyContract} that flood messages and make one mistake each. */
final class FloodSaboteurs {
  private FloodSaboteurs() {}

  @ViolatesRule(
      value = "R1",
      saying = "in onMessage and within 30s called context.deliver never for it")
  static class ForgetsToDeliver extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        public void onMessage(GossipMessage message, Arrival arrival) {
          forward(message, arrival);
        }
      };
    }
  }

  @ViolatesRule(value = "R1", saying = "in onPublish and within 30s called context.deliver never")
  static class DoesNotDeliverOwnMessages extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        public void onPublish(GossipMessage message) {
          sendToAll(receivers(), message);
        }
      };
    }
  }

  @ViolatesRule(
      value = "R1",
      saying = "called context.deliver 2 times for it; call context.deliver exactly once")
  static class DeliversTwice extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        void sendToAll(List<PeerId> receivers, GossipMessage message) {
          context.deliver(message);
          super.sendToAll(receivers, message);
        }
      };
    }
  }

  @ViolatesRule(
      value = "R1",
      saying = "check to which peers the strategy sends in onPublish, onMessage")
  static class SendsToOnePeerOnly extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        void sendToAll(List<PeerId> receivers, GossipMessage message) {
          super.sendToAll(receivers.stream().limit(1).toList(), message);
        }
      };
    }
  }

  @ViolatesRule(value = "R2", saying = "the peer it came from")
  static class EchoesToTheSender extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        public void onMessage(GossipMessage message, Arrival arrival) {
          onPublish(message);
        }
      };
    }
  }

  @ViolatesRule(value = "R3", saying = "a factory may schedule timers, but not send")
  static class SendsInCreate extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      context.sendControl(context.self(), ByteString.EMPTY);
      return new Flood(context);
    }
  }

  @ViolatesRule(value = "R3", saying = "which is not up")
  static class SendsToDepartedPeers extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        private final Set<PeerId> knownPeers = new TreeSet<>();

        @Override
        public void onPeerUp(Peer peer) {
          knownPeers.add(peer.id());
        }

        @Override
        List<PeerId> receivers() {
          return List.copyOf(knownPeers);
        }
      };
    }
  }

  @ViolatesRule(value = "R4", saying = "two runs of one seed differ in this JVM")
  static class UsesWallClock extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        void sendToAll(List<PeerId> receivers, GossipMessage message) {
          Duration delay = Duration.ofNanos(System.nanoTime() % 1_000_000);
          context.schedule(delay, "send", () -> super.sendToAll(stillUp(receivers), message));
        }

        private List<PeerId> stillUp(List<PeerId> receivers) {
          return receivers.stream().filter(receivers()::contains).toList();
        }
      };
    }
  }

  @ViolatesRule(value = "R4", saying = "randomness other than context.random()")
  static class UsesAmbientRandomness extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        List<PeerId> receivers() {
          List<PeerId> receivers = new ArrayList<>(super.receivers());
          Collections.shuffle(receivers, ThreadLocalRandom.current());
          return receivers;
        }
      };
    }
  }

  @ViolatesRule(value = "R4", saying = "two runs of one seed differ between JVMs")
  static class IteratesSetOf extends RelayStrategyContract {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            List<PeerId> receivers() {
              return List.copyOf(Set.copyOf(super.receivers()));
            }
          };
    }
  }

  @ViolatesRule(value = "R9", saying = "a control frame, sent by node")
  static class SendsWhenIdle extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new HeartbeatRelay(context);
    }
  }

  private static final class HeartbeatRelay extends Flood {
    HeartbeatRelay(RelayContext context) {
      super(context);
      scheduleNext();
    }

    private void scheduleNext() {
      context.schedule(Duration.ofSeconds(20), "heartbeat", this::sendHeartbeat);
    }

    private void sendHeartbeat() {
      receivers().forEach(peer -> context.sendControl(peer, ByteString.EMPTY));
      scheduleNext();
    }
  }

  @ViolatesRule(value = "R10", saying = "after a partition has healed, message")
  static class IgnoresReturningPeers extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        private final Set<PeerId> lost = new TreeSet<>();

        @Override
        public void onPeerDown(Peer peer) {
          lost.add(peer.id());
        }

        @Override
        List<PeerId> receivers() {
          return super.receivers().stream().filter(peer -> !lost.contains(peer)).toList();
        }
      };
    }
  }

  @ViolatesRule(
      value = "R11",
      saying = "look for code that depends on the class or identity of the context")
  static class ChecksItsContextClass extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        List<PeerId> receivers() {
          List<PeerId> receivers = new ArrayList<>(super.receivers());
          if (context.getClass().getName().startsWith("dev.gossip.core.")) {
            Collections.reverse(receivers);
          }
          return receivers;
        }
      };
    }
  }
}
