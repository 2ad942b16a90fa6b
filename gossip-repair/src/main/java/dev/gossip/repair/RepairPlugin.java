package dev.gossip.repair;

import com.google.inject.Module;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.plugin.Slot;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** {@code relay.repair}: wraps another relay, and requests from peers what that one lost. */
public final class RepairPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "relay.repair";
  }

  @Override
  public String summary() {
    return "repair: peers compare what they have, and request what another relay lost";
  }

  @Override
  public List<Setting<?>> settings() {
    return RepairSettings.all();
  }

  @Override
  public Map<String, String> slots(PluginSettings settings) {
    return Collections.singletonMap(RepairRelay.SLOT, settings.get(RepairSettings.INNER));
  }

  @Override
  public ChannelUse channel() {
    return ChannelUse.OPTIONAL;
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> {
      binder.bind(RepairSettings.class).toInstance(RepairSettings.of(settings));
      binder.bind(RelayStrategy.Factory.class).to(Factory.class);
    };
  }

  private static final class Factory implements RelayStrategy.Factory {
    private final RepairSettings settings;
    private final RelayStrategy.Factory inner;

    @Inject
    Factory(RepairSettings settings, @Slot(RepairRelay.SLOT) RelayStrategy.Factory inner) {
      this.settings = settings;
      this.inner = inner;
    }

    @Override
    public RelayStrategy create(RelayContext context) {
      return new RepairRelay(context, settings, inner);
    }
  }
}
