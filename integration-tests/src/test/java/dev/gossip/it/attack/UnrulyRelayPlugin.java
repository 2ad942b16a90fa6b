package dev.gossip.it.attack;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.simulation.attack.Forgery;
import dev.gossip.simulation.attack.HostileRelay;
import dev.gossip.simulation.attack.MessageAttack;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A relay that floods, or attacks its peers, depending on a setting. Honest nodes use it too, since
 * peers need the same relay.
 */
public final class UnrulyRelayPlugin implements GossipPlugin {
  /** The id of the plugin. */
  public static final String ID = "relay.unruly";

  private static final Setting<Behavior> BEHAVIOR =
      Setting.oneOf("manner", Behavior.HONEST, "what a node does with messages");

  /** What a node does with messages. */
  public enum Behavior {
    /** Floods. */
    HONEST,
    /** Sends altered messages in the names of other authors. */
    FORGER,
    /** Sends old messages repeatedly. */
    REPLAYER
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String summary() {
    return "floods, or attacks; for tests";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(BEHAVIOR);
  }

  @Override
  public Module module(PluginSettings settings) {
    MessageAttack.Factory attack =
        switch (settings.get(BEHAVIOR)) {
          case HONEST -> context -> new Honest();
          case FORGER -> context -> new Forger();
          case REPLAYER -> context -> new Replayer();
        };
    return new HostileRelay(ID, attack).module(settings);
  }

  private static final class Honest implements MessageAttack {
    @Override
    public boolean relays() {
      return true;
    }
  }

  private static final class Forger implements MessageAttack {
    private int count;

    @Override
    public List<GossipMessage> onMessage(GossipMessage message) {
      count++;
      byte[] key = message.author().key().toByteArray();
      key[0] ^= (byte) count;
      return List.of(
          Forgery.author(message, new AuthorId(ByteString.copyFrom(key))),
          Forgery.payload(message, ByteString.copyFromUtf8("forged " + count)),
          Forgery.lifetime(message, message.lifetimeMillis() + count),
          Forgery.signature(message, ByteString.copyFrom(new byte[message.signature().size()])));
    }
  }

  private static final class Replayer implements MessageAttack {
    private static final int MAX_KEPT = 100;

    private final Deque<GossipMessage> kept = new ArrayDeque<>();

    @Override
    public List<GossipMessage> onMessage(GossipMessage message) {
      kept.addLast(message);
      if (kept.size() > MAX_KEPT) {
        kept.removeFirst();
      }
      return List.of();
    }

    @Override
    public Duration interval() {
      return Duration.ofMillis(200);
    }

    @Override
    public List<GossipMessage> onInterval() {
      return new ArrayList<>(kept);
    }
  }
}
