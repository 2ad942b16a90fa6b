package dev.gossip.diffusion;

import com.google.inject.Module;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;

/** A relay that sends nothing, so that a test measures only the stem in front of it. */
final class MutePlugin implements GossipPlugin {
  static final String ID = "relay.mute";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String summary() {
    return "sends nothing";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(MuteRelay::new);
  }

  private record MuteRelay(RelayContext context) implements RelayStrategy {
    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
    }
  }
}
