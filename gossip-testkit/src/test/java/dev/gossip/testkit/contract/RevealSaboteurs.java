package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.ForwardingRelay;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The saboteurs of {@link RelayStrategyContract} that reveal too much. */
final class RevealSaboteurs {
  private RevealSaboteurs() {}

  @ViolatesRule(
      value = {"R16", "R17"},
      saying = "for a message that the node has never had")
  static class RevealsAnything extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new DelayedFlood(context) {
        @Override
        public boolean mayReveal(PeerId to, MessageId id) {
          return true;
        }
      };
    }
  }

  @ViolatesRule(value = "R17", saying = "neither delivered nor sent to that peer")
  static class RevealsWhatItHasSeen extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new DelayedFlood(context) {
        @Override
        public boolean mayReveal(PeerId to, MessageId id) {
          return context.seen(id);
        }
      };
    }
  }

  @ViolatesRule(value = "R18", saying = "it must only answer, without effects")
  static class SchedulesWhenAsked extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        public boolean mayReveal(PeerId to, MessageId id) {
          context.schedule(Duration.ofSeconds(1), "reveal", () -> {});
          return context.delivered(id);
        }
      };
    }
  }

  @ViolatesRule(value = "R18", saying = "mayReveal gave two answers to the same question")
  static class RevealsOnce extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        private MessageId last = new MessageId(new byte[32]);

        @Override
        public boolean mayReveal(PeerId to, MessageId id) {
          boolean may = context.delivered(id) && !id.equals(last);
          last = id;
          return may;
        }
      };
    }
  }

  @ViolatesRule(value = "R18", saying = "a strategy that was asked with mayReveal behaves")
  static class StopsWhenAskedOften extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        private int asked;

        @Override
        public boolean mayReveal(PeerId to, MessageId id) {
          asked++;
          return context.delivered(id);
        }

        @Override
        void sendToAll(List<PeerId> receivers, GossipMessage message) {
          if (asked < 100) {
            super.sendToAll(receivers, message);
          }
        }
      };
    }
  }

  @ViolatesRule(value = "R19", saying = "although the wrapped strategy answers false; ask it first")
  static class AnswersForTheWrappedStrategy extends AlteredWrapper {
    @Override
    RelayStrategy wrap(RelayContext context, RelayStrategy inner) {
      return new Wrapper(inner) {
        @Override
        public boolean mayReveal(PeerId to, MessageId id) {
          return context.delivered(id);
        }
      };
    }
  }

  @ViolatesRule(value = "R19", saying = "ask it before announcing anything")
  static class AnnouncesWhatTheWrappedStrategyHides extends AlteredWrapper {
    @Override
    RelayStrategy wrap(RelayContext context, RelayStrategy inner) {
      return new Wrapper(inner) {
        @Override
        public void onMessage(GossipMessage message, Arrival arrival)
            throws InvalidProtocolBufferException {
          super.onMessage(message, arrival);
          for (Peer peer : context.peers()) {
            context.sendControl(
                peer.id(), ByteString.copyFrom(new byte[1]).concat(message.id().bytes()));
          }
        }
      };
    }
  }

  @ViolatesRule(value = "R20", saying = "leave such messages out of everything")
  static class CountsWhatTheWrappedStrategyHides extends AlteredWrapper {
    @Override
    RelayStrategy wrap(RelayContext context, RelayStrategy inner) {
      return new CountingWrapper(context, inner);
    }
  }

  /** Sends the number of its messages to each peer that comes up, and nothing else. */
  private static final class CountingWrapper extends Wrapper {
    private final RelayContext context;
    private int published;

    CountingWrapper(RelayContext context, RelayStrategy inner) {
      super(inner);
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage message) {
      super.onPublish(message);
      published++;
    }

    @Override
    public void onPeerUp(Peer peer) {
      super.onPeerUp(peer);
      context.sendControl(peer.id(), ByteString.copyFrom(new byte[] {(byte) published}));
    }
  }

  /** A test of a strategy that wraps another one in its own channel. */
  private abstract static class AlteredWrapper extends AlteredRelay {

    abstract RelayStrategy wrap(RelayContext context, RelayStrategy inner);

    @Override
    final RelayStrategy create(RelayContext context) {
      return wrap(context, new Flood(context));
    }

    @Override
    protected final Optional<RelayStrategy.Factory> wrapping(RelayStrategy.Factory inner) {
      return Optional.of(context -> wrap(context, inner.create(context)));
    }
  }

  /** Forwards every call. Each saboteur overrides one method with a mistake. */
  private abstract static class Wrapper extends ForwardingRelay {
    Wrapper(RelayStrategy inner) {
      super(inner);
    }
  }

  /** Floods and delivers a second after a message has come. */
  private static class DelayedFlood extends Flood {
    private static final Duration DELAY = Duration.ofSeconds(1);

    DelayedFlood(RelayContext context) {
      super(context);
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.schedule(DELAY, "publish", () -> super.onPublish(message));
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.schedule(
          DELAY,
          "deliver",
          () -> {
            context.deliver(message);
            forward(message, arrival);
          });
    }

    @Override
    void sendToAll(List<PeerId> receivers, GossipMessage message) {
      List<PeerId> peers = receivers();
      super.sendToAll(receivers.stream().filter(peers::contains).toList(), message);
    }
  }
}
