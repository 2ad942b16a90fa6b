package dev.gossip.testkit.swarm;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Relay strategies, each with a bug that shows when some fault befalls it. All of them flood. */
public final class Saboteurs {
  private Saboteurs() {}

  /** What they have in common. */
  public abstract static class Saboteur implements GossipPlugin {
    private final String id;
    private final RelayStrategy.Factory factory;

    Saboteur(String id, RelayStrategy.Factory factory) {
      this.id = id;
      this.factory = factory;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public String summary() {
      return "floods, with a bug";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(factory);
    }
  }

  /** A flood whose parts can be replaced. */
  private static class Flood implements RelayStrategy {
    final RelayContext context;

    Flood(RelayContext context) {
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
      tellAllBut(context.self(), message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
      tellAllBut(arrival.from().id(), message);
    }

    void tellAllBut(PeerId teller, GossipMessage message) {
      for (PeerId peer : listeners()) {
        if (!peer.equals(teller)) {
          context.send(peer, message, ByteString.EMPTY);
        }
      }
    }

    List<PeerId> listeners() {
      return context.peers().stream().map(Peer::id).toList();
    }
  }

  /** Strikes a neighbour off when it goes down, and never puts it back when it returns. */
  public static final class StrikesOff extends Saboteur {
    /** For tests that are written. */
    public StrikesOff() {
      super("relay.strikes-off", StrikingOff::new);
    }

    private static final class StrikingOff extends Flood {
      private final Set<PeerId> gone = new LinkedHashSet<>();

      StrikingOff(RelayContext context) {
        super(context);
      }

      @Override
      public void onPeerDown(Peer peer) {
        gone.add(peer.id());
      }

      @Override
      List<PeerId> listeners() {
        return super.listeners().stream().filter(peer -> !gone.contains(peer)).toList();
      }
    }
  }

  /** Takes a neighbour that started anew for one more, and has room only for as many as before. */
  public static final class MissesRestarts extends Saboteur {
    /** For tests that are written. */
    public MissesRestarts() {
      super("relay.misses-restarts", MissingRestarts::new);
    }

    private static final class MissingRestarts extends Flood {
      private final Set<PeerId> known = new LinkedHashSet<>();
      private int most;

      MissingRestarts(RelayContext context) {
        super(context);
      }

      @Override
      public void onPeerUp(Peer peer) {
        known.add(peer.id());
        most = Math.max(most, context.peers().size());
      }

      @Override
      List<PeerId> listeners() {
        return known.stream().limit(most).toList();
      }
    }
  }

  /** Waits before it passes a message on, and forgets to when the same neighbour tells it again. */
  public static final class DropsWhatComesTwice extends Saboteur {
    /** For tests that are written. */
    public DropsWhatComesTwice() {
      super("relay.drops-what-comes-twice", DroppingWhatComesTwice::new);
    }

    private static final class DroppingWhatComesTwice extends Flood {
      private final Map<MessageId, PeerId> tellers = new TreeMap<>();
      private final Map<MessageId, TimerHandle> waiting = new TreeMap<>();

      DroppingWhatComesTwice(RelayContext context) {
        super(context);
      }

      @Override
      public void onMessage(GossipMessage message, Arrival arrival) {
        PeerId teller = arrival.from().id();
        context.deliver(message);
        tellers.put(message.id(), teller);
        waiting.put(
            message.id(),
            context.schedule(Duration.ofMillis(200), "pass on", () -> tellAllBut(teller, message)));
      }

      @Override
      public void onDuplicate(GossipMessage message, Arrival arrival) {
        TimerHandle timer = waiting.get(message.id());
        if (timer != null && arrival.from().id().equals(tellers.get(message.id()))) {
          timer.cancel();
        }
      }
    }
  }

  /** Does not expect a neighbour to come back. */
  public static final class ThrowsOnReturn extends Saboteur {
    /** For tests that are written. */
    public ThrowsOnReturn() {
      super("relay.throws-on-return", ThrowingOnReturn::new);
    }

    private static final class ThrowingOnReturn extends Flood {
      private final List<PeerId> gone = new ArrayList<>();

      ThrowingOnReturn(RelayContext context) {
        super(context);
      }

      @Override
      public void onPeerDown(Peer peer) {
        gone.add(peer.id());
      }

      @Override
      public void onPeerUp(Peer peer) {
        if (gone.contains(peer.id())) {
          throw new IllegalStateException("back again: " + peer.id());
        }
      }
    }
  }

  /** Changes what it passes on. */
  public static final class Forges extends Saboteur {
    /** For tests that are written. */
    public Forges() {
      super("relay.forges", Forging::new);
    }

    private static final class Forging extends Flood {
      Forging(RelayContext context) {
        super(context);
      }

      @Override
      void tellAllBut(PeerId teller, GossipMessage message) {
        byte[] bytes = message.signedBytes().toByteArray();
        bytes[bytes.length - 1] ^= 1;
        super.tellAllBut(
            teller,
            GossipMessage.builder(message.id()).signedBytes(ByteString.copyFrom(bytes)).build());
      }
    }
  }

  /** Greets its neighbours again and again; rarely enough for the network to rest in between. */
  public static final class GreetsForEver extends Saboteur {
    /** For tests that are written. */
    public GreetsForEver() {
      super("relay.greets-for-ever", GreetingForEver::new);
    }

    private static final class GreetingForEver extends Flood {
      GreetingForEver(RelayContext context) {
        super(context);
        greetLater();
      }

      private void greetLater() {
        context.schedule(Duration.ofSeconds(65), "greet", this::greet);
      }

      private void greet() {
        listeners().forEach(peer -> context.sendControl(peer, ByteString.copyFromUtf8("hello")));
        greetLater();
      }
    }
  }

  /** Asks again and again. */
  public static final class NeverRests extends Saboteur {
    /** For tests that are written. */
    public NeverRests() {
      super("relay.never-rests", NeverResting::new);
    }

    private static final class NeverResting extends Flood {
      NeverResting(RelayContext context) {
        super(context);
        askLater();
      }

      private void askLater() {
        context.schedule(Duration.ofSeconds(5), "ask", this::ask);
      }

      private void ask() {
        listeners().forEach(peer -> context.sendControl(peer, ByteString.copyFromUtf8("any?")));
        askLater();
      }
    }
  }

  /** Numbers its frames over all runs. */
  public static final class CountsOverRuns extends Saboteur {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** For tests that are written. */
    public CountsOverRuns() {
      super("relay.counts-over-runs", CountingOverRuns::new);
    }

    private static final class CountingOverRuns extends Flood {
      CountingOverRuns(RelayContext context) {
        super(context);
      }

      @Override
      void tellAllBut(PeerId teller, GossipMessage message) {
        ByteString header = ByteString.copyFromUtf8(String.valueOf(COUNT.incrementAndGet()));
        for (PeerId peer : listeners()) {
          context.send(peer, message, header);
        }
      }
    }
  }
}
