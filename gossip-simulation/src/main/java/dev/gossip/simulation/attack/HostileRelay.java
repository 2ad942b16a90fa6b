package dev.gossip.simulation.attack;

import com.google.inject.Module;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.util.List;

/**
 * A relay plugin that attacks. It carries the id of an honest relay, since peers accept only nodes
 * with the same relay.
 */
public final class HostileRelay implements GossipPlugin {
  private final String id;
  private final MessageAttack.Factory attack;

  /**
   * Creates the plugin.
   *
   * @param id the id of the honest relay that it impersonates
   */
  public HostileRelay(String id, MessageAttack.Factory attack) {
    this.id = id;
    this.attack = attack;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String summary() {
    return "hostile";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder ->
        binder
            .bind(RelayStrategy.Factory.class)
            .toInstance(context -> new Strategy(context, attack.create(context)));
  }

  private static final class Strategy implements RelayStrategy {
    private final RelayContext context;
    private final MessageAttack attack;

    Strategy(RelayContext context, MessageAttack attack) {
      this.context = context;
      this.attack = attack;
      scheduleAttack();
    }

    private void scheduleAttack() {
      if (!attack.interval().isZero()) {
        context.schedule(
            attack.interval(),
            "attack",
            () -> {
              sendAll(attack.onInterval());
              scheduleAttack();
            });
      }
    }

    @Override
    public void onPublish(GossipMessage message) {
      handle(message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      handle(message);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    private void handle(GossipMessage message) {
      context.deliver(message);
      sendAll(attack.onMessage(message));
      if (attack.relays()) {
        sendAll(List.of(message));
      }
    }

    private void sendAll(List<GossipMessage> messages) {
      for (GossipMessage message : messages) {
        for (Peer peer : context.peers()) {
          context.send(peer.id(), message, attack.header());
        }
      }
    }
  }
}
