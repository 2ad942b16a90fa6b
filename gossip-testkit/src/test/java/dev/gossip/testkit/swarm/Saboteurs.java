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

/** Relay strategies that flood, each with a bug. Most bugs show only under certain faults. */
public final class Saboteurs {
  private Saboteurs() {}

  /** The base class of the saboteurs. */
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

  /** Flooding whose parts can be overridden. */
  private static class Flood implements RelayStrategy {
    final RelayContext context;

    Flood(RelayContext context) {
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
      sendToAllExcept(context.self(), message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
      sendToAllExcept(arrival.from().id(), message);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    void sendToAllExcept(PeerId sender, GossipMessage message) {
      for (PeerId peer : receivers()) {
        if (!peer.equals(sender)) {
          context.send(peer, message, ByteString.EMPTY);
        }
      }
    }

    List<PeerId> receivers() {
      return context.peers().stream().map(Peer::id).toList();
    }
  }

  /** Removes a peer when it goes down, and never adds it again. */
  public static final class StrikesOff extends Saboteur {
    /** Public, so that generated tests can create it. */
    public StrikesOff() {
      super("relay.strikes-off", StrikesOffRelay::new);
    }

    private static final class StrikesOffRelay extends Flood {
      private final Set<PeerId> gone = new LinkedHashSet<>();

      StrikesOffRelay(RelayContext context) {
        super(context);
      }

      @Override
      public void onPeerDown(Peer peer) {
        gone.add(peer.id());
      }

      @Override
      List<PeerId> receivers() {
        return super.receivers().stream().filter(peer -> !gone.contains(peer)).toList();
      }
    }
  }

  /** Treats a restarted peer as a further one, and sends only to as many peers as before. */
  public static final class MissesRestarts extends Saboteur {
    /** Public, so that generated tests can create it. */
    public MissesRestarts() {
      super("relay.misses-restarts", MissesRestartsRelay::new);
    }

    private static final class MissesRestartsRelay extends Flood {
      private final Set<PeerId> known = new LinkedHashSet<>();
      private int maxPeers;

      MissesRestartsRelay(RelayContext context) {
        super(context);
      }

      @Override
      public void onPeerUp(Peer peer) {
        known.add(peer.id());
        maxPeers = Math.max(maxPeers, context.peers().size());
      }

      @Override
      List<PeerId> receivers() {
        return known.stream().limit(maxPeers).toList();
      }
    }
  }

  /** Relays with a delay, and cancels that when the same peer sends the message again. */
  public static final class DropsDuplicatedMessages extends Saboteur {
    /** Public, so that generated tests can create it. */
    public DropsDuplicatedMessages() {
      super("relay.drops-what-comes-twice", DropsDuplicatedMessagesRelay::new);
    }

    private static final class DropsDuplicatedMessagesRelay extends Flood {
      private final Map<MessageId, PeerId> senders = new TreeMap<>();
      private final Map<MessageId, TimerHandle> pending = new TreeMap<>();

      DropsDuplicatedMessagesRelay(RelayContext context) {
        super(context);
      }

      @Override
      public void onMessage(GossipMessage message, Arrival arrival) {
        PeerId sender = arrival.from().id();
        context.deliver(message);
        senders.put(message.id(), sender);
        pending.put(
            message.id(),
            context.schedule(
                Duration.ofMillis(200), "pass on", () -> sendToAllExcept(sender, message)));
      }

      @Override
      public void onDuplicate(GossipMessage message, Arrival arrival) {
        TimerHandle timer = pending.get(message.id());
        if (timer != null && arrival.from().id().equals(senders.get(message.id()))) {
          timer.cancel();
        }
      }
    }
  }

  /** Throws when a peer comes back. */
  public static final class ThrowsOnReturn extends Saboteur {
    /** Public, so that generated tests can create it. */
    public ThrowsOnReturn() {
      super("relay.throws-on-return", ThrowsOnReturnRelay::new);
    }

    private static final class ThrowsOnReturnRelay extends Flood {
      private final List<PeerId> gone = new ArrayList<>();

      ThrowsOnReturnRelay(RelayContext context) {
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

  /** Changes the messages that it relays. */
  public static final class Forges extends Saboteur {
    /** Public, so that generated tests can create it. */
    public Forges() {
      super("relay.forges", ForgesRelay::new);
    }

    private static final class ForgesRelay extends Flood {
      ForgesRelay(RelayContext context) {
        super(context);
      }

      @Override
      void sendToAllExcept(PeerId sender, GossipMessage message) {
        byte[] bytes = message.signedBytes().toByteArray();
        bytes[bytes.length - 1] ^= 1;
        super.sendToAllExcept(
            sender,
            GossipMessage.builder(message.id()).signedBytes(ByteString.copyFrom(bytes)).build());
      }
    }
  }

  /** Sends control frames to its peers endlessly, but so rarely that the network becomes quiet. */
  public static final class GreetsEndlessly extends Saboteur {
    /** Public, so that generated tests can create it. */
    public GreetsEndlessly() {
      super("relay.greets-for-ever", GreetsEndlesslyRelay::new);
    }

    private static final class GreetsEndlesslyRelay extends Flood {
      GreetsEndlesslyRelay(RelayContext context) {
        super(context);
        greetLater();
      }

      private void greetLater() {
        context.schedule(Duration.ofSeconds(65), "greet", this::greet);
      }

      private void greet() {
        receivers().forEach(peer -> context.sendControl(peer, ByteString.copyFromUtf8("hello")));
        greetLater();
      }
    }
  }

  /** Sends control frames so often that the network never becomes quiet. */
  public static final class NeverRests extends Saboteur {
    /** Public, so that generated tests can create it. */
    public NeverRests() {
      super("relay.never-rests", NeverRestsRelay::new);
    }

    private static final class NeverRestsRelay extends Flood {
      NeverRestsRelay(RelayContext context) {
        super(context);
        askLater();
      }

      private void askLater() {
        context.schedule(Duration.ofSeconds(5), "ask", this::ask);
      }

      private void ask() {
        receivers().forEach(peer -> context.sendControl(peer, ByteString.copyFromUtf8("any?")));
        askLater();
      }
    }
  }

  /** Numbers its frames with a counter that all runs share. */
  public static final class CountsOverRuns extends Saboteur {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Public, so that generated tests can create it. */
    public CountsOverRuns() {
      super("relay.counts-over-runs", CountsOverRunsRelay::new);
    }

    private static final class CountsOverRunsRelay extends Flood {
      CountsOverRunsRelay(RelayContext context) {
        super(context);
      }

      @Override
      void sendToAllExcept(PeerId sender, GossipMessage message) {
        ByteString header = ByteString.copyFromUtf8(String.valueOf(COUNT.incrementAndGet()));
        for (PeerId peer : receivers()) {
          context.send(peer, message, header);
        }
      }
    }
  }
}
