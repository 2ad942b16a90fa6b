package dev.gossip.repair;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.ForwardingRelay;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Saboteurs: {@code relay.repair} with a wrapped relay that lies to it, so that it shows what the
 * real one hides. To others, {@link #mayReveal} answers honestly.
 */
final class LeakyRepair extends ForwardingRelay {
  private final RelayStrategy honest;

  private LeakyRepair(RelayStrategy repair, RelayStrategy honest) {
    super(repair);
    this.honest = honest;
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return honest.mayReveal(to, id);
  }

  /** Compares all messages that are delivered, also those that are not yet announced to a peer. */
  static RelayStrategy.Factory showingTheUnannounced(
      RepairSettings settings, RelayStrategy.Factory inner) {
    return context -> {
      Lie lie = new Lie();
      RelayStrategy repair =
          new RepairRelay(
              context,
              settings,
              innerContext -> {
                RelayStrategy honest = inner.create(innerContext);
                lie.honest = honest;
                return new Delivered(innerContext, honest);
              });
      return new LeakyRepair(repair, lie.honest());
    };
  }

  /** Compares stems: all messages that are held back, and those that may be revealed. */
  static RelayStrategy.Factory showingStems(RepairSettings settings, RelayStrategy.Factory inner) {
    return context -> {
      Lie lie = new Lie();
      RelayStrategy repair =
          new RepairRelay(
              new StemContext(context, lie.stems),
              settings,
              innerContext -> {
                RelayStrategy honest = inner.create(innerContext);
                lie.honest = honest;
                return new Stems(innerContext, honest, lie.stems);
              });
      return new LeakyRepair(repair, lie.honest());
    };
  }

  /** What the lying relay and the one around it share. */
  private static final class Lie {
    private final Set<MessageId> stems = new HashSet<>();
    private @Nullable RelayStrategy honest;

    private RelayStrategy honest() {
      return requireNonNull(honest);
    }
  }

  private static final class Delivered extends ForwardingRelay {
    private final RelayContext context;

    Delivered(RelayContext context, RelayStrategy honest) {
      super(honest);
      this.context = context;
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }
  }

  /** Says that messages are public as soon as they come. */
  private static final class Stems extends ForwardingRelay {
    private final RelayContext context;
    private final Set<MessageId> stems;

    Stems(RelayContext context, RelayStrategy honest, Set<MessageId> stems) {
      super(honest);
      this.context = context;
      this.stems = stems;
    }

    @Override
    public void onPublish(GossipMessage message) {
      show(message);
      super.onPublish(message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      show(message);
      super.onMessage(message, arrival);
    }

    private void show(GossipMessage message) {
      stems.add(message.id());
      context.deliver(message);
      stems.remove(message.id());
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return !context.delivered(id) || super.mayReveal(to, id);
    }
  }

  /** Keeps the lies from the engine: nothing is delivered early. */
  private static final class StemContext extends ForwardingRelayContext {
    private final RelayContext context;
    private final Set<MessageId> stems;

    StemContext(RelayContext context, Set<MessageId> stems) {
      super(context, "");
      this.context = context;
      this.stems = stems;
    }

    @Override
    public void deliver(GossipMessage message) {
      if (!stems.contains(message.id())) {
        super.deliver(message);
      }
    }

    @Override
    public void sendControl(PeerId to, ByteString body) {
      context.sendControl(to, body);
    }

    @Override
    public void sendControl(PeerId to, String slot, ByteString body) {
      context.sendControl(to, slot, body);
    }

    @Override
    public int maxControlBytes(PeerId to) {
      return context.maxControlBytes(to);
    }

    @Override
    public int maxControlBytes(PeerId to, String slot) {
      return context.maxControlBytes(to, slot);
    }
  }
}
